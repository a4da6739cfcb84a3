"""Pages that mails lead to."""
