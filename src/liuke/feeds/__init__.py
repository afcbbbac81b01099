"""The bridge: tables become the star, what was computed from it goes back to owners and cars."""
