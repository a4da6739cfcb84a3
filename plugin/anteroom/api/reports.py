"""REST v1: what people report: made on behalf of a member, and read by the marketplace's trust people."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.body import Told, read, read_query
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.reviews import ReadingBody
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.conduct.reports import actions, reading
from anteroom.conduct.reports.model import Category, Evidence, MakeReport, Outcome, Report, Source, State, Way
from anteroom.conduct.reports.reading import Whole
from anteroom.database.connection import Connection
from anteroom.errors import Conflict, NotAllowed, NotFound
from anteroom.proposals import store as proposals


class ReportBody(Told, frozen=True):
    """What a member complains of: an interview, or a proposal and perhaps a message in its thread.

    `quote` is what somebody else wrote, as the member has read it.
    """

    member: Short
    category: Category
    words: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    interview: Short | None = None
    proposal: Short | None = None
    message: Short | None = None
    quote: Annotated[str, msgspec.Meta(max_length=12_000)] = ""


class ReportsQuery(PageQuery, frozen=True):
    """All that was reported, what somebody has still to decide, or what was decided."""

    state: Literal["all", "open", "decided"] = "all"


class ReportTaken(Shown, frozen=True):
    """A report that was taken."""

    id: str
    at: Instant
    category: Category
    state: State


class ReportShown(Shown, frozen=True):
    """A report without its words; `member` made it, and is null for somebody without an account.

    `about` is the member of whom it complains, as far as that is known; that one is told nothing. `assignee`
    and `decided_by` are your own names for your people.
    """

    id: str
    at: Instant
    category: Category
    interview: str | None
    proposal: str | None
    member: str | None
    message: str | None
    about: str | None
    way: Way | None
    state: State
    assignee: str | None
    outcome: Outcome | None
    decided_by: str | None
    decided_at: Instant | None
    reason: str | None
    case: str | None


class ReportsShown(Shown, frozen=True):
    """What was reported, newest first; `next_cursor` leads on, null at the end."""

    reports: tuple[ReportShown, ...]
    next_cursor: str | None


class EvidenceShown(Shown, frozen=True):
    """What bears a report out: `held` by the guard, so that nobody has read it, or a `quote`. Null: gone."""

    source: Source
    at: Instant
    kinds: tuple[str, ...]
    text: str | None


class StandingShown(Shown, frozen=True):
    """What became of reports, this one among them."""

    made: int
    upheld: int
    not_upheld: int
    false_reports: int


class ReportRead(ReportShown, frozen=True):
    """A report with what it says, and what bears it out.

    `reporter` is what became of this member's reports, `complained` of those about the same member.
    """

    words: str | None
    evidence: tuple[EvidenceShown, ...]
    reporter: StandingShown
    complained: StandingShown | None


async def post_report(request: web.Request) -> web.Response:
    """Take a report on behalf of a member."""
    body = await read(request, ReportBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
        proposal_id = None
        if body.proposal is not None:
            proposal = await proposals.proposal_by_external_id(conn, body.proposal)
            if proposal is None:
                raise NotFound("There is no such proposal.")
            proposal_id = proposal.id
    command = MakeReport(
        person, body.category, body.words, body.interview, Way.API, proposal_id, body.message, body.quote
    )
    made = await actions.make_report(house, command)
    taken = ReportTaken(id=made.id, at=made.at.isoformat(), category=made.category, state=made.state)
    request[PASSAGE] = Passage(minted=texts_of(taken))
    return respond(request, taken, 201)


async def list_reports(request: web.Request) -> web.Response:
    """Show what was reported, newest first, without what it says."""
    house = house_of(request)
    state = read_query(request, ReportsQuery).state
    states = {"all": (), "open": reading.OPEN, "decided": (State.DECIDED,)}[state]
    page = wanted(request, "reports" if state == "all" else f"reports:{state}", 1)
    after = page.place[0] if page.place else ""
    found, following = await reading.list_reports(house, after, page.limit, states=states)
    more = cursor_behind(request, page, (following,)) if following else ""
    async with house.database.connection() as conn:
        rows = [await report_shown(conn, each) for each in found]
    request[PASSAGE] = Passage(minted=(more, *(text for row in rows for text in texts_of(row))))
    said = ReportsShown(reports=tuple(rows), next_cursor=more or None)
    return respond(request, said, headers=leading_on(request, more))


async def get_report(request: web.Request) -> web.Response:
    """Show a report with every contact detail in it masked."""
    house = house_of(request)
    whole = await reading.show_report(house, request.match_info["id"])
    async with house.database.connection() as conn:
        shown = await report_shown(conn, whole.report)
    # What is masked is for the door to look at once more: only what is our own is ours.
    request[PASSAGE] = Passage(
        minted=(*texts_of(shown), *(each.at.isoformat() for each, _ in whole.evidence))
    )
    return respond(request, _read(shown, whole))


async def post_reading(request: web.Request) -> web.Response:
    """Show what a report says, to who bears the key; the reading is in the ledger."""
    body = await read(request, ReadingBody)
    house = house_of(request)
    whole = await reading.open_report(house, request.match_info["id"], body.reviewer, body.reason)
    async with house.database.connection() as conn:
        shown = await report_shown(conn, whole.report)
    # The exception of a key that bears the scope: who reports may have to say an address.
    texts = [text for _, text in whole.evidence if text]
    instants = [each.at.isoformat() for each, _ in whole.evidence]
    request[PASSAGE] = Passage(minted=(whole.words or "", *texts, *instants, *texts_of(shown)))
    return respond(request, _read(shown, whole))


async def report_shown(conn: Connection, report: Report) -> ReportShown:
    """Return a report without its words."""
    row = await conn.fetchrow(
        """select (select external_id from member where person_id = $1) as member,
            (select external_id from member where person_id = $2) as about,
            (select external_id from proposal where id = $3) as proposal""",
        report.reporter_id,
        report.about_id,
        report.proposal_id,
    )
    assert row is not None
    return ReportShown(
        id=report.id,
        at=report.at.isoformat(),
        category=report.category,
        interview=report.interview_id,
        proposal=row["proposal"],
        member=row["member"],
        message=report.message_id,
        about=row["about"],
        way=report.way,
        state=report.state,
        assignee=report.assignee,
        outcome=report.outcome,
        decided_by=report.decided_by,
        decided_at=written(report.decided_at),
        reason=report.reason,
        case=report.case_id,
    )


def _read(shown: ReportShown, whole: Whole) -> ReportRead:
    standing = whole.complained
    return ReportRead(
        **msgspec.structs.asdict(shown),
        words=whole.words,
        evidence=tuple(_evidence(each, text) for each, text in whole.evidence),
        reporter=StandingShown(**{name: getattr(whole.reporter, name) for name in STANDING}),
        complained=StandingShown(**{name: getattr(standing, name) for name in STANDING})
        if standing
        else None,
    )


def _evidence(evidence: Evidence, text: str | None) -> EvidenceShown:
    return EvidenceShown(source=evidence.source, at=evidence.at.isoformat(), kinds=evidence.kinds, text=text)


STANDING = StandingShown.__struct_fields__
ROUTES = (
    Route(
        method="POST",
        path="/v1/reports",
        name="make_report",
        tag="Trust",
        summary="Report something on behalf of a member",
        handler=post_report,
        scope=Scope.MESSAGES_WRITE,
        body=ReportBody,
        answers={201: ReportTaken},
        problems=(NotAllowed, NotFound, Conflict),
        actor="a member of the proposal, or whoever is in the interview",
        notes="The same once more within a day is the same report. Nobody of the other side learns of it.",
        remembers=True,
    ),
    Route(
        method="GET",
        path="/v1/reports",
        name="list_reports",
        tag="Trust",
        summary="Show what was reported, newest first, without what it says",
        handler=list_reports,
        scope=Scope.TRUST_READ,
        query=ReportsQuery,
        answers={200: ReportsShown},
        problems=(NotFound,),
        paged=True,
    ),
    Route(
        method="GET",
        path="/v1/reports/{id}",
        name="show_report",
        tag="Trust",
        summary="Show a report with every contact detail in it masked",
        handler=get_report,
        scope=Scope.TRUST_READ,
        answers={200: ReportRead},
        problems=(NotFound,),
    ),
    Route(
        method="POST",
        path="/v1/reports/{id}/reading",
        name="read_report",
        tag="Trust",
        summary="Show what a report says, by whom and for a reason",
        handler=post_reading,
        scope=Scope.TRUST_READ,
        body=ReadingBody,
        answers={200: ReportRead},
        problems=(Conflict,),
        notes="Who read it and why is in the ledger before it is shown.",
    ),
)
