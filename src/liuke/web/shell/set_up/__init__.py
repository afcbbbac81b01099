"""The first minutes of a deployment: who may set it up, the group, the first administrator."""
