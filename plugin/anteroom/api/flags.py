"""REST v1: patterns that a machine noticed, for the marketplace's trust people. Nothing follows by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.body import Told, read, read_query
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.reviews import Name, Word
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.conduct.flags import actions, store
from anteroom.conduct.flags.model import Decision, Flag, Kind, State
from anteroom.conduct.flags.words import reason
from anteroom.errors import Conflict, NotFound


class FlagsQuery(PageQuery, frozen=True):
    """All flags, or those at which somebody has still to look."""

    state: Literal["all", "open"] = "all"


class FlagDecisionBody(Told, frozen=True):
    """What people made of a flag, who and why."""

    reviewer: Name
    decision: Decision
    reason: Word


class WhyShown(Shown, frozen=True):
    """Why a flag was raised, in words, by language."""

    en: str
    es: str


class UsualShown(Shown, frozen=True):
    """How unusual it is: so many hits of trials, against a share among so many people of a side and a plan.

    A `score` of 30 is one in a thousand by chance, of 60 one in a million. A plan of null is all of them.
    """

    score: int
    hits: int
    trials: int
    share: float
    side: Literal["client", "freelancer"]
    plan: str | None
    people: int


class FlagShown(Shown, frozen=True):
    """A flag: what was noticed of whom, where, and the held text or the contract that it is about.

    `proposal` is null where it is about many. `usual` is there where it was counted.
    """

    id: str
    at: Instant
    kind: Kind
    state: State
    member: str | None
    proposal: str | None
    held: str | None
    contract: str | None
    usual: UsualShown | None
    why: WhyShown
    reviewer: str | None
    reason: str | None
    closed_at: Instant | None
    case: str | None


class FlagsShown(Shown, frozen=True):
    """Flags, newest first; `next_cursor` leads on, null at the end."""

    flags: tuple[FlagShown, ...]
    next_cursor: str | None


async def list_flags(request: web.Request) -> web.Response:
    """Show what was noticed, newest first."""
    state = read_query(request, FlagsQuery).state
    page = wanted(request, "flags" if state == "all" else "flags:open", 2)
    behind = (datetime.fromisoformat(page.place[0]), page.place[1]) if page.place else None
    states = (State.OPEN,) if state == "open" else ()
    async with house_of(request).database.connection() as conn:
        found = await store.newest_first(conn, behind, page.limit + 1, states)
    rows = tuple(_shown(each) for each in found[: page.limit])
    more = cursor_behind(request, page, (rows[-1].at, rows[-1].id)) if len(found) > page.limit else ""
    request[PASSAGE] = Passage(minted=(more, *(text for row in rows for text in texts_of(row))))
    shown = FlagsShown(flags=rows, next_cursor=more or None)
    return respond(request, shown, headers=leading_on(request, more))


async def get_flag(request: web.Request) -> web.Response:
    """Show one flag."""
    async with house_of(request).database.connection() as conn:
        return _answer(request, await store.load(conn, request.match_info["id"]))


async def post_decision(request: web.Request) -> web.Response:
    """Close a flag, or have it looked into as a case."""
    body = await read(request, FlagDecisionBody)
    house, flag_id = house_of(request), request.match_info["id"]
    return _answer(request, await actions.decide(house, flag_id, body.decision, body.reviewer, body.reason))


def _answer(request: web.Request, flag: Flag) -> web.Response:
    shown = _shown(flag)
    request[PASSAGE] = Passage(minted=texts_of(shown))
    return respond(request, shown)


def _shown(flag: Flag) -> FlagShown:
    return FlagShown(
        id=flag.id,
        at=flag.at.isoformat(),
        kind=flag.kind,
        state=flag.state,
        member=flag.member,
        proposal=flag.proposal,
        held=flag.held,
        contract=flag.contract,
        usual=_usual(flag),
        why=WhyShown(en=reason(flag, "en"), es=reason(flag, "es")),
        reviewer=flag.reviewer,
        reason=flag.reason,
        closed_at=written(flag.closed_at),
        case=flag.case_id,
    )


def _usual(flag: Flag) -> UsualShown | None:
    if flag.score is None or flag.peers is None:
        return None
    return UsualShown(
        score=flag.score,
        hits=flag.hits or 0,
        trials=flag.trials or 0,
        share=round(flag.base or 0.0, 4),
        side="client" if flag.peers.side == "client" else "freelancer",
        plan=flag.peers.plan or None,
        people=flag.people or 0,
    )


ROUTES = (
    Route(
        method="GET",
        path="/v1/flags",
        name="list_flags",
        tag="Trust",
        summary="Show what a machine noticed, newest first",
        handler=list_flags,
        scope=Scope.TRUST_READ,
        query=FlagsQuery,
        answers={200: FlagsShown},
        paged=True,
        notes="`repeated_tries`: somebody tried to pass a contact detail on a proposal again and again. "
        "`brief_contract`: a contract began and ended within a day. The others are counted over a year and "
        "compared with the member's peers. No sanction follows by itself.",
    ),
    Route(
        method="GET",
        path="/v1/flags/{id}",
        name="show_flag",
        tag="Trust",
        summary="Show one flag",
        handler=get_flag,
        scope=Scope.TRUST_READ,
        answers={200: FlagShown},
        problems=(NotFound,),
    ),
    Route(
        method="POST",
        path="/v1/flags/{id}/decision",
        name="decide_flag",
        tag="Trust",
        summary="Explain a flag, dismiss it, or open a case about it",
        handler=post_decision,
        scope=Scope.TRUST_DECIDE,
        body=FlagDecisionBody,
        answers={200: FlagShown},
        problems=(NotFound, Conflict),
        notes="What it counted counts no more, so that it does not come back for the same facts.",
        remembers=True,
    ),
)
