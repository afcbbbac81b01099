"""Signing in and out, and what proves who somebody is."""
