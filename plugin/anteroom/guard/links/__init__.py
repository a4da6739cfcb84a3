"""Links that lead to a person."""
