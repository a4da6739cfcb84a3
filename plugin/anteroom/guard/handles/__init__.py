"""Names on other services."""
