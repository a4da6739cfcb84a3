"""Webhooks out, by Standard Webhooks: what is told, to which endpoints, and what became of it."""
