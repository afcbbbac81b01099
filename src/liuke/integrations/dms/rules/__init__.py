"""What may happen to an import when."""
