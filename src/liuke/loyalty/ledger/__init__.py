"""The ledger in PostgreSQL, seen from Python: typed postings in, answers and refusals out."""
