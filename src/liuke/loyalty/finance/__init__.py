"""What the books say of the ledger: liability, breakage, dues between stores, escrow, vouchers, closing."""
