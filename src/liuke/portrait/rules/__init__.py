"""Pure decisions about one owner."""
