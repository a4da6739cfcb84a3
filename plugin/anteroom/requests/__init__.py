"""Interviews asked for from somebody's own calendar: an event that has our interview address in it."""
