"""Forms of planning. Import the module you mean."""
