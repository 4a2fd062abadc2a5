"""Pages of the forecast: waves, assumptions, scenarios."""
