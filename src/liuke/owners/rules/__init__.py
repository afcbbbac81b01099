"""Pure decisions about owners."""
