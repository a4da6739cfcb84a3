"""What may become of a text: the guard reads it once, the policy rules, and earlier tries weigh."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from anteroom.database.connection import Connection
from anteroom.guard import Action, Context, Verdict
from anteroom.house import House
from anteroom.people.countries import country_of
from anteroom.people.persons import zone_and_language
from anteroom.policy.model import Purpose, Rule, Ruling
from anteroom.policy.ruling import ruling_for
from anteroom.proposals.model import Proposal
from anteroom.texts import store
from anteroom.texts.conversation import Conversation
from anteroom.texts.errand import Errand, interview_of
from anteroom.texts.model import Unsent, earlier
from anteroom.texts.words import say

ANSWERABLE = "You can talk today: schedule an interview."


@dataclass(frozen=True, slots=True)
class Judged:
    """A text with everything that was decided about it.

    `action` is what is done, which may be milder or stricter than the guard's own. `permitted` tells that it
    holds a contact detail which the policy let pass. `why` is for its writer, "" where nothing is to say.
    `behind` is what it was read behind.
    """

    writer_id: str
    text: str = field(repr=False)
    verdict: Verdict = field(repr=False)
    ruling: Ruling
    action: Action
    permitted: bool
    nth: int
    why: str
    behind: str = field(default="", repr=False)

    @property
    def passes(self) -> bool:
        """Tell whether the text may go on as it is."""
        return self.action.passes

    @property
    def shown(self) -> str:
        """What of it may go on: all of it, what is left once redacted, or nothing."""
        if self.passes:
            return self.text
        return self.verdict.redacted if self.action is Action.REDACT else ""

    @property
    def note(self) -> str:
        """What is stored beside the text: the action, the guard's version and the deciding row."""
        return f"{self.action} guard={self.verdict.version} row={self.ruling.row}"

    @property
    def cover(self) -> tuple[str, ...]:
        """The earlier messages whose pieces this one completes, unless it passes."""
        return () if self.passes else earlier(self.verdict)

    def unsent(self, proposal: Proposal, field: str, errand: Errand) -> Unsent:
        """Return it as what is to be held; `field` names what it was to become."""
        return Unsent(
            proposal_id=proposal.id,
            writer_id=self.writer_id,
            field=field,
            text=self.text,
            verdict=self.verdict,
            row=self.ruling.row,
            nth=self.nth,
            why=self.why,
            errand=errand,
            interview_id=interview_of(errand),
            behind=self.behind,
        )


async def judge(
    conn: Connection,
    house: House,
    proposal: Proposal,
    writer_id: str,
    text: str,
    *,
    surface: str,
    purpose: Purpose = Purpose.TALK,
    heard: Conversation | None = None,
    behind: str = "",
) -> Judged:
    """Decide about one text of one writer; nothing is written. `surface` is the guard's.

    What is said in a thread is read as part of it, as it was `heard`; what its readers see `behind` another
    text of the writer is read as one with that.
    """
    ruling = await ruling_for(conn, house, proposal, purpose=purpose, surface=surface)
    countries = await countries_of(conn, proposal)
    _, language = await zone_and_language(conn, writer_id)
    inspect = heard.inspect if heard else house.guard.inspect
    verdict = inspect(f"{behind}\n{text}" if behind else text, Context(countries, surface, language))
    if behind:
        verdict = _within(verdict, len(behind) + 1)
    if verdict.action is Action.ALLOW:
        return Judged(writer_id, text, verdict, ruling, Action.ALLOW, False, 0, "", behind)
    if ruling.permits:
        action = Action.WARN if ruling.rule is Rule.WARN else Action.ALLOW
        why = verdict.explanation if action is Action.WARN else ""
        return Judged(writer_id, text, verdict, ruling, action, not verdict.action.passes, 0, why, behind)
    digest = store.digest_of(
        house, proposal.id, writer_id, text, (*earlier(verdict), *filter(None, [behind]))
    )
    if await store.is_released(conn, digest):
        return Judged(writer_id, text, verdict, ruling, Action.ALLOW, False, 0, "", behind)
    nth = await _nth(conn, house, proposal, writer_id, digest)
    action = verdict.action
    strict_from = house.settings.policy.tries.strict_from
    if action is Action.WARN and (ruling.rule is Rule.STRICT or nth >= strict_from):
        action = Action.BLOCK
    why = verdict.explanation or ANSWERABLE
    if not action.passes:
        why = _more_strictly(house, why, language, nth, hint=verdict.action is Action.WARN)
    return Judged(writer_id, text, verdict, ruling, action, False, nth, why, behind)


async def next_try(
    conn: Connection, house: House, proposal: Proposal, writer_id: str, text: str, *, behind: str = ""
) -> int:
    """Return which try of this writer on this proposal a text is, `behind` another one or alone."""
    digest = store.digest_of(house, proposal.id, writer_id, text, (behind,) if behind else ())
    return await _nth(conn, house, proposal, writer_id, digest)


async def _nth(conn: Connection, house: House, proposal: Proposal, writer_id: str, digest: bytes) -> int:
    since = house.clock.now() - timedelta(days=house.settings.policy.tries.days)
    return 1 + await store.tries(conn, proposal.id, writer_id, since, but=digest)


def _within(verdict: Verdict, begins: int) -> Verdict:
    """Return a verdict on a whole as one on the part that `begins` there."""
    findings = tuple(
        replace(each, start=max(each.start - begins, 0), end=max(each.end - begins, 0))
        for each in verdict.findings
    )
    return replace(verdict, findings=findings)


async def countries_of(conn: Connection, proposal: Proposal) -> tuple[str, ...]:
    """Return the countries (ISO 3166) of a proposal's two members, as far as their zones tell."""
    rows = await conn.fetch(
        "select time_zone from person where id = any($1::text[])",
        [proposal.client_id, proposal.freelancer_id],
    )
    found = {country_of(row["time_zone"]) for row in rows}
    return tuple(sorted(country for country in found if country))


def _more_strictly(house: House, why: str, language: str, nth: int, *, hint: bool) -> str:
    """Return `why` with what follows from earlier tries; of a `hint`, that it is held for these alone."""
    if nth < 2:
        return why
    key = "again.hint" if hint else "again"
    if nth >= house.settings.policy.tries.flag_from:
        key = "again.more"
    return f"{why} {say(language, key, nth=str(nth), marketplace=house.settings.marketplace.name)}"
