"""Sign-in: password, code, second factor, and out again."""
