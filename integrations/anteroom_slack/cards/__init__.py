"""What stands in conversations, in channels and on the Home tab, and the buttons on it."""
