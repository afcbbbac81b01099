"""Everything that changes the history of cars."""
