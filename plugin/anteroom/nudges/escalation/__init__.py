"""Where the freelancer has not answered: the client is asked to wait, to pick another, or to get help."""
