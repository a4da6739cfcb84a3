"""Everybody's mailbox and calendar: a real SMTP server, and programs that answer by real iMIP mail."""

from anteroom.sandbox.mailbox.answers import AnswerNotSent
from anteroom.sandbox.mailbox.post_office import Refusal
from anteroom.sandbox.mailbox.twin import SandboxMailbox

__all__ = ["AnswerNotSent", "Refusal", "SandboxMailbox"]
