"""Tells other systems what happens."""
