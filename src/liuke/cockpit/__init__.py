"""The boards: how a place stands, and who is behind each figure."""
