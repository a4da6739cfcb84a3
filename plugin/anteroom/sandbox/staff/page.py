"""The page on which the sandbox's people choose who they are; they have no passwords."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from anteroom.sandbox.calendars.page import STYLE
from anteroom.sandbox.staff.people import StaffPerson


def choice_page(people: Sequence[StaffPerson]) -> str:
    """Return it: a button for each, and one that cancels."""
    buttons = "".join(
        f'<button name="person" value="{escape(each.key)}">{escape(each.name)}'
        f"<br><small>{escape(', '.join(each.groups))}</small></button>"
        for each in people
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Harbourline sign-in · sandbox</title><style>{STYLE}</style></head><body><main>"
        f"<h1>Harbourline’s sign-in, of the sandbox</h1><p>Invented people. Who are you?</p>"
        f'<form method="post">{buttons}<button name="person" value="">Cancel</button></form>'
        f"</main></body></html>"
    )
