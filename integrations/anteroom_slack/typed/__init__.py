"""What is typed behind `/interview`, taken apart and done."""
