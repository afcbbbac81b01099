"""The import screen: drop files, look, answer, confirm, watch, undo."""
