"""Pure decisions about the organisation."""
