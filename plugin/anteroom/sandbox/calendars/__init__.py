"""Calendars elsewhere, as their vendors document them: consent, tokens, and when somebody is busy."""
