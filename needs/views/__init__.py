"""Pages of needs: the school's list, its items, the Träger's rounds."""
