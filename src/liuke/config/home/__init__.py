"""The home folder of a deployment: who may read what in it, and that only one process runs it."""
