"""Under which name the table `seen` keeps what Slack has told."""

SEEN_IN_SLACK = "slack"
