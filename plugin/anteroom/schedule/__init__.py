"""The form that schedules an interview without Slack: in the thread's embed, or on a page of its own."""
