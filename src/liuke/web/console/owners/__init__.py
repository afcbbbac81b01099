"""Screens of owners: list, page, forms, families, duplicates."""
