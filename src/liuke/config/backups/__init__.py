"""Backups: written whole or not at all, verified before use, proved by restoring them."""
