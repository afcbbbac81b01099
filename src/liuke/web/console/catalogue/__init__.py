"""The group's models and their maintenance plans."""
