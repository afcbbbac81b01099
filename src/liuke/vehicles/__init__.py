"""The car's life: what it is, who had it when, every visit, order and line, and what was said about it."""
