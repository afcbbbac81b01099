"""Everything that changes loyalty."""
