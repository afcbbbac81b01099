"""Opening balances: reading the old system's list, finding the owners, posting, taking back."""
