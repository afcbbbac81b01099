"""Pure decisions about conditions."""
