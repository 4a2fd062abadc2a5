"""Files of others, read and complained about: text in, checked rows and all problems out. No database here."""
