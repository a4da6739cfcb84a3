"""Mails about an agreement: both sides' copies of what was signed, and who will not come in under it."""

from __future__ import annotations

from anteroom.agreements import store
from anteroom.agreements.copies import copy_link
from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.agreement import Standing
from anteroom.interviews.model import Event, Role
from anteroom.interviews.view import View, view_for
from anteroom_mail.letters.agreement_letters import Copy, declined_letter, recording_letter, signed_letter
from anteroom_mail.letters.host_news import CardlessNews, HostNews, News
from anteroom_mail.letters.words import words
from anteroom_mail.out.by_letter import by_letter, reader_of
from anteroom_mail.out.outbox import ByMail
from anteroom_mail.out.outgoing import now_in_seconds


class SignedCopy(ByMail):
    """The adapter `signed_mail`: one copy to who signed and one to the host, each time somebody signs."""

    kind = "signed_mail"
    on = frozenset({Event.CONSENTED})

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail with the copy; None for everybody but those two."""
        if effect.interview_id is None:
            return None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None or not (view.role is Role.HOST or view.party_id == effect.data["signer"]):
                return None
            signed, version = await store.signature(conn, effect.data["signature"])
            reader = await reader_of(conn, house, view)
        now = now_in_seconds(house)
        copy = Copy(version, signed, copy_link(house, signed.id, view.party_id))
        letter = signed_letter(view, words(view.language), now, reader.whence, reader.owed, copy)
        return by_letter(
            effect, house, reader, letter, now, minted=copy.minted(words(view.language), view, now)
        )


class NdaDeclined(CardlessNews):
    """The adapter `nda_declined_mail`: tells the host, where no card does, that a seat will not come in."""

    kind = "nda_declined_mail"
    on = frozenset({Event.NDA_DECLINED})

    def news(self, view: View, effect: Effect) -> News | None:
        """Return who; None where that party has thought again, has gone, or it is over."""
        if view.state.over:
            return None
        whom = next((each for each in view.lines if each.party_id == effect.data["declined"]), None)
        if whom is None or whom.standing is not Standing.DECLINED:
            return None
        spoken = words(view.language)
        return News(lambda now, whence, owed: declined_letter(view, spoken, now, whence, owed, whom))


class RecordingEnded(HostNews):
    """The adapter `recording_mail`: tells the host that recording is not allowed any more."""

    kind = "recording_mail"
    on = frozenset({Event.RECORDING_ENDED})

    def news(self, view: View, effect: Effect) -> News | None:
        """Return that; None once it is over."""
        if view.state.over:
            return None
        spoken = words(view.language)
        return News(lambda now, whence, owed: recording_letter(view, spoken, now, whence, owed))
