"""The command line: it asks, shows and says; it decides nothing."""
