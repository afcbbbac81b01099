"""The database of a deployment, embedded or one's own: opened, prepared, backed up, restored."""
