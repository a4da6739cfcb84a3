"""Persons, parties, the vault that keeps their contact details, and disclosure."""
