"""Who saw and did what: append-only, written in the transaction of the deed."""
