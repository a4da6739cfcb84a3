"""The page on which the sandbox's people choose who they are; they have no passwords."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from anteroom.sandbox.calendars.page import choosing_page
from anteroom.sandbox.staff.people import StaffPerson


def choice_page(people: Sequence[StaffPerson]) -> str:
    """Return it: a button for each, and one that cancels."""
    buttons = "".join(
        f'<button name="person" value="{escape(each.key)}">{escape(each.name)}'
        f'<span class="small">{escape(", ".join(each.groups))}</span></button>'
        for each in people
    )
    return choosing_page(
        "Harbourline’s sign-in, of the sandbox",
        "<p>Invented people. Who are you?</p>",
        f'{buttons}<button name="person" value="">Cancel</button>',
    )
