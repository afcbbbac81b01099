"""Pure decisions about what has been typed."""
