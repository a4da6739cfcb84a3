"""Mails from the gate: the code that proves an address, and the knock that a host would not hear."""

from __future__ import annotations

from anteroom.effects.model import Effect, Rendered
from anteroom.gate import code
from anteroom.gate.knocks import knocks_still
from anteroom.house import House
from anteroom.interviews.model import Event
from anteroom.interviews.view import view_for
from anteroom_mail.letters.notices import code_letter, knock_letter
from anteroom_mail.letters.words import words
from anteroom_mail.out.by_letter import by_letter, reader_of
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import now_in_seconds


class CodeMail(ByMail):
    """The adapter `code_mail`: six digits to the invited address, where its seat asked for them."""

    kind = code.KIND

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None once another code was asked for, or this one is too old."""
        if effect.interview_id is None or effect.party_id is None:
            return None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            digits = await code.code_to_send(conn, house, effect.party_id, effect.data["nonce"])
            if view is None or view.state.over or digits is None:
                return None
            reader = await reader_of(conn, house, view)
        now = now_in_seconds(house)
        letter = code_letter(view, words(view.language), now, reader.whence, reader.owed, digits)
        return by_letter(effect, house, reader, letter, now, minted=(digits,))


class KnockMail(ByMail):
    """The adapter `knock_mail`: tells a host who is not in the call that somebody waits to be let in."""

    kind = "knock_mail"
    on = frozenset({Event.KNOCKED})
    group = "knock"
    rank = 1

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None once nobody waits any more."""
        if effect.interview_id is None:
            return None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            whom = await knocks_still(conn, view, effect.data["knocks"]) if view is not None else None
            if view is None or whom is None:
                return None
            reader = await reader_of(conn, house, view)
        now = now_in_seconds(house)
        letter = knock_letter(view, words(view.language), now, reader.whence, reader.owed, whom)
        return by_letter(effect, house, reader, letter, now, minted=(view.pass_link,))
