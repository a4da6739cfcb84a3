"""After the call: what became of it, who says otherwise, how the connection was, and another try."""
