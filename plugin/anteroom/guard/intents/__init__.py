"""Requests to leave the marketplace, and hints where a contact detail is kept."""
