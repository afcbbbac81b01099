"""Publishing events, telling them on, trying jobs again."""
