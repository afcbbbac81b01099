"""What all surfaces share."""
