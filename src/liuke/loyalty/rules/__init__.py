"""Pure rules of loyalty."""
