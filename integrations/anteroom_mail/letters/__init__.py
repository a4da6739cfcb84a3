"""What our mails say, to whom, and in which words."""
