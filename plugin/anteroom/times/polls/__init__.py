"""Several times offered for one interview, and what becomes of them."""
