"""Asking the host's own people whether a time suits them, before anybody else hears of it."""
