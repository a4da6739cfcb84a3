"""Flags: patterns that a machine noticed. They are a list for people, and nothing else reads them."""
