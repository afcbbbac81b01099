"""Everything that changes owners."""
