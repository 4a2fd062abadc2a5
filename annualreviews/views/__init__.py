"""Pages of the Jahresgespräch."""
