"""Where a call takes place when it is not the embedded room: the company's own tool."""
