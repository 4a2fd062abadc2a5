"""Pages of the round tables."""
