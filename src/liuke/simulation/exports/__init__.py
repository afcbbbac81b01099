"""Three dealer management systems, and what their exports look like."""
