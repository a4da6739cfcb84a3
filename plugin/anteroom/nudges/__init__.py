"""Silence: what waits for an answer, when a reminder of it is due, and when people are asked to help."""
