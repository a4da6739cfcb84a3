"""The page with three panes, and what the panes of all twins share: a server, a bell, a look."""

from anteroom.sandbox.page.page import SandboxPage

__all__ = ["SandboxPage"]
