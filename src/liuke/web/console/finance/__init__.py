"""Finance: what is owed to owners and between stores, the law on prepaid cards, the books."""
