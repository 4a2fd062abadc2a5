"""Pages of the strategic frame."""
