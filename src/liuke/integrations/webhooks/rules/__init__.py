"""Where messages may go, and what proves that they are ours."""
