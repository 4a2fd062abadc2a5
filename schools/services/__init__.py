"""Business acts of schools: register, people, Medienkonzept. Import the module you mean."""
