"""The group itself."""
