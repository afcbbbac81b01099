"""The check-up 体检: how a place stands, and the people behind each figure."""
