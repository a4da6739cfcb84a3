"""All that Anteroom can be tried with on one machine: a marketplace, a Slack, a mailbox, tools, a story."""
