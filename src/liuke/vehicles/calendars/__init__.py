"""The calendars of all cars at once, or of those that changed: facts out, DuckDB, rows back."""
