"""Stores, their hours and bays."""
