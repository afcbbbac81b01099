"""How a deployment is put together: its environment, its home folder, its database. No business rule."""
