"""The simulated dealer group: who lives there, what they drive, when they come and what they say."""
