"""Business acts of needs: the school's list, the Träger's round. Import the module you mean."""
