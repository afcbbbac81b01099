"""Tags and segments: which owners have something in common."""
