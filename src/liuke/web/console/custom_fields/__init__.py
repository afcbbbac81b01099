"""The group's own fields and labels."""
