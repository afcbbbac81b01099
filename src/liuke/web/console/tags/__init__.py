"""Tags: define, look, set, take off."""
