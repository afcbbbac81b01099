"""Search: owners and cars found while somebody types."""
