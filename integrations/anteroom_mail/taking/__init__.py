"""What a mail that came says, and what it does."""
