"""Keeps the platform's processes running: started in order, restarted when they die, stopped in order."""
