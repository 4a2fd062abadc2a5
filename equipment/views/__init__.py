"""Pages of equipment, one module for each noun."""
