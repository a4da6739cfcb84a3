"""Contact details that come in pieces over several messages of one sender."""
