"""Kinds of mail that leave, and how."""
