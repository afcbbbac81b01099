"""Cars: the list, the page of one, and what a person changes there."""
