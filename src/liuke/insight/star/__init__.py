"""The star schema and how it is built from accepted records."""
