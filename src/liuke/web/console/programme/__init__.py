"""The programme: what is sold and given to owners."""
