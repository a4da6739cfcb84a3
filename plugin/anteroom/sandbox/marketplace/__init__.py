"""Harbourline: a small freelance marketplace that plugs Anteroom in as any other would, over HTTP only."""

from anteroom.sandbox.marketplace.faults import Fault
from anteroom.sandbox.marketplace.twin import SandboxMarketplace

__all__ = ["Fault", "SandboxMarketplace"]
