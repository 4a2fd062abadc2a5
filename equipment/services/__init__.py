"""Business acts of equipment: stock lines, catalogue and standards, imports. Import the module you mean."""
