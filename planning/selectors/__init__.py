"""The read doors of planning: the year, the ranking, the budget. Import the module you mean."""
