"""The life of an interview."""
