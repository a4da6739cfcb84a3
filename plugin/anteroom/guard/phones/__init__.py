"""Telephone numbers, printed, odd or said, and what tells them from other numbers."""
