"""Each role's home page, with its work."""
