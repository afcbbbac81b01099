"""What connects Liuke with other systems, one folder per system."""
