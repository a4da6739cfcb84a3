"""When somebody is busy, as the calendars say that the person opened to us; nothing of what it is for."""
