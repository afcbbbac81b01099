"""Reads what a DMS exports: any spreadsheet in, clean typed rows and a readable account of every fault out."""
