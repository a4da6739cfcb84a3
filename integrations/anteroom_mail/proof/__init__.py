"""Who really wrote a mail."""
