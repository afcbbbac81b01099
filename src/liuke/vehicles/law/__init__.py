"""Dated rules of law, as data: a new version is a new entry, and old ones stay."""
