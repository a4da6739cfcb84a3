"""Who in Slack is whom."""
