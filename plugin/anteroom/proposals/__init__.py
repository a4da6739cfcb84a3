"""Members, organisations, proposals and contracts, as the marketplace told us."""
