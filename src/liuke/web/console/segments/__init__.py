"""Segments: build, look, share, export."""
