"""Whether nudges help: who gets none, what became of whom, and when sending must stop."""
