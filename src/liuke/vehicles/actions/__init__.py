"""Everything that changes cars, their papers and their history."""
