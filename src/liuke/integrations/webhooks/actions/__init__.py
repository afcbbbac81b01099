"""Everything that changes webhooks."""
