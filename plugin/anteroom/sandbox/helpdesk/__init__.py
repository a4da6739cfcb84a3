"""A help desk of the sandbox's."""
