"""Turns the text of a sheet into typed rows, set by set, with an account of every cell it could not take."""
