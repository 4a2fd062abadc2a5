"""Input of schools: people, register, concept."""
