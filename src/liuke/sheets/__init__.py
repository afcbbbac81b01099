"""Reads what a DMS exports: any spreadsheet in, clean typed rows and an account of every fault out."""
