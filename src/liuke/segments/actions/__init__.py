"""What changes segments and tags."""
