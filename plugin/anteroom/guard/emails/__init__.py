"""E-mail addresses, plain and spelt."""
