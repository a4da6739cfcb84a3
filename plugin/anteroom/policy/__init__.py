"""The contact rule as dated data, and the one function that decides."""
