"""Checks of a deployment: each says whether something is well, and if not, what to do."""
