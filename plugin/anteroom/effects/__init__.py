"""What must happen outside, each done once."""
