"""Group, regions, stores, bays, staff, and what each of them may do where."""
