"""The marketplace that Anteroom is plugged into: what a connector can do, and what is done with it."""
