"""What happened and who could see what: append-only, hash-chained."""
