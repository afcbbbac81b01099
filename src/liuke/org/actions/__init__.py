"""Everything that changes the organisation: one verb a file."""
