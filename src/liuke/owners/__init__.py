"""Owners: the people behind the cars, how to reach them, what they are worth."""
