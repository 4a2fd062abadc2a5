"""Pages of planning: the year, the ranking, the budget."""
