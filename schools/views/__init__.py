"""Pages of schools, one module per floor of the app: people, register, concept."""
