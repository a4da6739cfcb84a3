"""Lessons: what somebody reads who gave a contact detail away, or asked to leave, before a contract."""
