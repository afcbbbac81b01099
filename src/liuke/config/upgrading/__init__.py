"""From one version's tables to the next, with a way back."""
