"""How accepted records become the history of cars: staged, compared, taken in, taken back."""
