"""What may become of a text: the guard reads it once, the policy rules, and earlier tries weigh."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from anteroom.conduct.lessons import actions as lessons
from anteroom.conduct.lessons.model import Lesson, Slip, kind_of
from anteroom.database.connection import Connection
from anteroom.guard import Action, Context, Kind, Verdict
from anteroom.house import House
from anteroom.people.countries import country_of
from anteroom.people.persons import zone_and_language
from anteroom.policy.model import Purpose, Ruling
from anteroom.policy.outcome import Decided, Looked, Outcome, outcome
from anteroom.policy.ruling import ruling_for
from anteroom.proposals.model import Proposal
from anteroom.texts import store
from anteroom.texts.conversation import Conversation
from anteroom.texts.errand import Errand, interview_of
from anteroom.texts.model import Unsent, earlier, kinds_of
from anteroom.texts.rulings import Subject, record
from anteroom.texts.words import say

ANSWERABLE = "You can talk today: schedule an interview."
TOLD_AT_ONCE = frozenset({"chat"})
"""Surfaces, beside the marketplace's thread, on which a writer reads what is said of a text that goes on.

Only there it can be a slip: nothing counts against anybody who was not told.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A text with everything that was decided about it.

    `action` is what is done, which may be milder or stricter than the guard's own. `permitted` tells that it
    holds a contact detail which the policy let pass. `why` is for its writer, "" where nothing is to say.
    `behind` is what it was read behind. `masked`: the policy has it pass without what was found, and `text`
    is what is left of what was `typed`; the action then is `redact`. `maskable`, `released` and `door` are
    what the decision rests on. `lesson` is what its writer is taught by it; None for what is no slip.
    `surface` is the guard's. `in_sight`: the other side reads what goes on of it.
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
    masked: bool = False
    typed: str = field(default="", repr=False)
    maskable: bool = False
    released: bool = False
    door: bool | None = None
    lesson: Lesson | None = None
    surface: str = ""
    in_sight: bool = False

    @property
    def passes(self) -> bool:
        """Tell whether `text` may go on as it is."""
        return self.action.passes or self.masked

    @property
    def shown(self) -> str:
        """What of it may go on: all of it, what is left once redacted, or nothing."""
        if self.passes:
            return self.text
        return self.verdict.redacted if self.action is Action.REDACT else ""

    @property
    def note(self) -> str:
        """What is stored beside the text: the action, the guard's version and the deciding row."""
        policy = f" policy={self.ruling.policy}" if self.ruling.policy else ""
        return f"{self.action} guard={self.verdict.version} row={self.ruling.row}{policy}"

    @property
    def cover(self) -> tuple[str, ...]:
        """The earlier messages whose pieces this one completes, unless it passes."""
        return () if self.action.passes else earlier(self.verdict)

    def decided(self, became: Outcome) -> Decided:
        """Return what is kept of the decision."""
        return Decided(
            ruling=self.ruling,
            outcome=became,
            found=self.verdict.action,
            maskable=self.maskable,
            released=self.released,
            door=self.door,
            nth=max(self.nth, 1),
        )

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
            decided=self.decided(Outcome.HELD),
            lesson=self.lesson,
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
    kept: bool = True,
) -> Judged:
    """Decide about one text of one writer. `surface` is the guard's.

    What is said in a thread is read as part of it, as it was `heard`; what its readers see `behind` another
    text of the writer is read as one with that. Where something was found and the text may go on, the ruling
    is `kept`, unless more is asked before; of a text that is held, whoever holds it keeps it.
    """
    ruling = await ruling_for(conn, house, proposal, purpose=purpose, surface=surface)
    countries = await countries_of(conn, proposal)
    _, language = await zone_and_language(conn, writer_id)
    inspect = heard.inspect if heard else house.guard.inspect
    context = Context(countries, surface, language)
    verdict = inspect(f"{behind}\n{text}" if behind else text, context)
    if behind:
        verdict = _within(verdict, len(behind) + 1)
    if verdict.action is Action.ALLOW:
        return Judged(writer_id, text, verdict, ruling, Action.ALLOW, False, 0, "", behind)
    digest = store.digest_of(
        house, proposal.id, writer_id, text, (*earlier(verdict), *filter(None, [behind]))
    )
    looked = Looked(
        found=verdict.action,
        maskable=not behind and _maskable(house, verdict, context),
        released=await store.is_released(conn, digest),
        nth=await _nth(conn, house, proposal, writer_id, digest),
    )
    became = outcome(ruling.rule, looked, house.settings.policy.tries.strict_from)
    judged = _done(house, writer_id, text, verdict, ruling, looked, became, language, behind)
    in_sight = surface != "message" or heard is not None
    judged = replace(judged, surface=surface, in_sight=in_sight)
    judged = await taught(conn, house, proposal, judged, digest)
    if kept and became is not Outcome.HELD:
        if surface not in TOLD_AT_ONCE:
            judged = replace(judged, lesson=None)
        await keep_ruling(conn, house, proposal, judged, digest)
    return judged


async def taught(conn: Connection, house: House, proposal: Proposal, judged: Judged, digest: bytes) -> Judged:
    """Return a text with what its writer is taught by it, as it is to be done now."""
    kind = kind_of(
        kinds_of(judged.verdict), became_of(judged), permits=judged.ruling.permits, door=bool(judged.door)
    )
    if kind is None:
        return replace(judged, lesson=None)
    slip = Slip(
        writer_id=judged.writer_id,
        proposal_id=proposal.id,
        digest=digest,
        kind=kind,
        surface=judged.surface,
        at=house.clock.now(),
        pieces=frozenset(earlier(judged.verdict)),
        seen=judged.in_sight and (judged.passes or (judged.surface == "message" and bool(judged.shown))),
    )
    return replace(judged, lesson=await lessons.weighed(conn, house, slip))


def became_of(judged: Judged) -> Outcome:
    """Return what becomes of a text, by what is done with it."""
    if judged.masked:
        return Outcome.MASKED
    if not judged.action.passes:
        return Outcome.HELD
    return Outcome.TOLD if judged.action is Action.WARN else Outcome.PASSED


def _done(
    house: House,
    writer_id: str,
    text: str,
    verdict: Verdict,
    ruling: Ruling,
    looked: Looked,
    became: Outcome,
    language: str,
    behind: str,
) -> Judged:
    """Return a text as what became of it has it."""
    judged = Judged(writer_id, text, verdict, ruling, Action.ALLOW, False, 0, "", behind)
    judged = replace(judged, maskable=looked.maskable, released=looked.released)
    if ruling.permits:
        told = became is Outcome.TOLD
        why = verdict.explanation if told else ""
        action = Action.WARN if told else Action.ALLOW
        return replace(judged, action=action, permitted=not verdict.action.passes, why=why)
    why = verdict.explanation or ANSWERABLE
    if became is Outcome.PASSED:
        return judged
    if became is Outcome.TOLD:
        return replace(judged, action=Action.WARN, nth=looked.nth, why=why)
    if became is Outcome.MASKED:
        masked = replace(judged, text=verdict.redacted, typed=text, masked=True)
        return replace(masked, action=Action.REDACT, why=why)
    action = Action.BLOCK if verdict.action is Action.WARN else verdict.action
    why = _more_strictly(house, why, language, looked.nth, hint=verdict.action is Action.WARN)
    return replace(judged, action=action, nth=looked.nth, why=why)


async def keep_ruling(
    conn: Connection, house: House, proposal: Proposal, judged: Judged, digest: bytes
) -> None:
    """Keep what was decided of a text that goes on; of one in which nothing was found there is nothing."""
    verdict = judged.verdict
    if verdict.action is Action.ALLOW:
        return
    subject = Subject(proposal.id, judged.writer_id, digest, kinds_of(verdict), verdict.version)
    await record(conn, house, subject, judged.decided(became_of(judged)))
    if judged.lesson is not None:
        await lessons.keep(conn, house, judged.lesson)


def _maskable(house: House, verdict: Verdict, context: Context) -> bool:
    """Tell whether what is left of a text says nothing any more that would be held."""
    if verdict.action.passes or any(each.kind is Kind.OVERLONG for each in verdict.findings):
        return False
    return house.guard.inspect(verdict.redacted, context).action.passes


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
