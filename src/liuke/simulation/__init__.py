"""A believable dealer group, its files in the formats of three DMS, and the truth behind them."""
