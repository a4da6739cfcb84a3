"""Forms: shown, filled in, submitted."""
