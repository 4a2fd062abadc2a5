"""Business acts of equipment: stock lines, catalogue and target values, imports. Import the module you mean."""
