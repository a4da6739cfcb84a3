"""Tools that make calls, as their documentation has them: small servers that refuse what the real ones do."""
