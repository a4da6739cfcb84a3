"""When people can meet: what is known of each, the times that suit all, and asking who can when."""
