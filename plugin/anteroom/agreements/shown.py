"""An agreement as its page and the lobby show it to one party."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anteroom.agreements import store
from anteroom.agreements.ours import Ours, in_others, language_of, ours_with
from anteroom.agreements.words import AgreementWords, agreement_words
from anteroom.database.connection import Connection
from anteroom.interviews.agreement import Standing, mark_of, standing
from anteroom.interviews.model import Interview, Party, Role
from anteroom.interviews.view import View
from anteroom.passes.times import point
from anteroom.passes.words import lobby_words


@dataclass(frozen=True, slots=True)
class Part:
    """What the lobby says of an agreement. `standing` is None for whoever signs nothing.

    `text_language` is that of the text, "" where it is not known.
    """

    words: AgreementWords
    title: str
    text: str
    text_language: str
    mark: str
    standing: Standing | None
    hosts: bool
    signed_on: str


@dataclass(frozen=True, slots=True)
class Signer:
    """One of those who sign, as the host sees them. `leaves` tells that letting go ends the interview."""

    party_id: str
    label: str
    standing: Standing
    words: str
    leaves: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """One signature that is on record."""

    line: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the agreement's own page shows. `others`: our text in other languages, beside it."""

    part: Part
    version: store.Version
    asked_on: str
    edition: str
    others: tuple[Ours, ...]
    signers: tuple[Signer, ...]
    signatures: tuple[Earlier, ...]
    signed_as: str


def part_of(interview: Interview, party: Party, view: View) -> Part | None:
    """Return what the lobby says; None for a guest where there is nothing to say."""
    hosts = party.id == interview.host.id
    if not interview.nda and not hosts:
        return None
    words, lobby = agreement_words(view.language), lobby_words(view.language)
    signed_on = point(party.consented_at, view.zone, lobby) if party.consented_at else ""
    return Part(
        words=words,
        title=interview.nda_title or words.say("title"),
        text=interview.nda,
        text_language=language_of(interview.nda),
        mark=mark_of(interview),
        standing=standing(interview, party),
        hosts=hosts,
        signed_on=signed_on,
    )


async def sheet_of(
    conn: Connection, interview: Interview, party: Party, view: View, part: Part, version: store.Version
) -> Sheet:
    """Return the whole page of an agreement that is asked for."""
    words, own = part.words, ours_with(version.shown)
    numbers = {each.id: each for each in await store.versions(conn, interview.id)}
    signed = await store.signatures(conn, interview.id)
    # A host sees everybody's; whoever signs, the own ones.
    kept = [each for each in signed if part.hosts or each.party_id == party.id]
    now = next((each for each in kept if each.agreement_id == version.id and each.party_id == party.id), None)
    return Sheet(
        part=part,
        version=version,
        asked_on=point(version.at, view.zone, lobby_words(view.language)),
        edition=version.source.split()[1] if version.source.startswith("ours ") else "",
        others=in_others(own) if own else (),
        signers=_signers(interview, words) if part.hosts else (),
        signatures=tuple(
            Earlier(_line(words, numbers[each.agreement_id], each, view.zone))
            for each in kept
            if each.agreement_id != version.id or part.hosts
        ),
        signed_as=now.label if now else party.label,
    )


def _signers(interview: Interview, words: AgreementWords) -> tuple[Signer, ...]:
    found = []
    for party in interview.present:
        how = standing(interview, party)
        if how is not None:
            said = words.say(f"standing.{how.value}")
            found.append(Signer(party.id, party.label, how, said, party.role is Role.CANDIDATE))
    return tuple(found)


def _line(words: AgreementWords, version: store.Version, signed: store.Signature, zone: str | None) -> str:
    when = point(signed.at, zone, lobby_words(words.language))
    return words.say(
        "earlier.line", number=version.version, title=version.title, when=when, label=signed.label
    )


def instants(sheet: Sheet, *more: datetime) -> tuple[str, ...]:
    """Return strings of ours on such a page, for the door: ids and fingerprints are no telephone numbers."""
    version = sheet.version
    own = (version.id, version.shown_hash, version.full_hash, sheet.part.mark)
    return (*own, *(each.isoformat() for each in more))
