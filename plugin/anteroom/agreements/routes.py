"""Every page about agreements and rules."""

from __future__ import annotations

from anteroom.agreements.copies import ROUTES as COPIES
from anteroom.agreements.recording import ROUTES as RECORDING
from anteroom.agreements.rules import ROUTES as RULES
from anteroom.agreements.views import ROUTES as BEHIND_A_PASS

ROUTES = (*BEHIND_A_PASS, *COPIES, *RECORDING, *RULES)
