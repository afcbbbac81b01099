"""What an owner is worth: the simple calculation, the statistical one, and the published purchase models."""
