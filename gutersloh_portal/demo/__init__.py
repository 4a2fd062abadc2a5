"""The invented demo world: Musterkreis with two towns, twelve schools and one account for each role."""
