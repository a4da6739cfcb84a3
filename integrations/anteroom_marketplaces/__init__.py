"""Connectors to marketplaces: what they are told, and how."""
