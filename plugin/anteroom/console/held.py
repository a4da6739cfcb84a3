"""Held messages: whose writers ask for a second look, read for a reason, and released or kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup, escape

from anteroom.api.doorway import HOUSE
from anteroom.console.layout import Crumb, console_page, when
from anteroom.console.looked import reason_in
from anteroom.console.model import TRUST
from anteroom.console.people_store import Named, proposals_named
from anteroom.console.route import FORM, HOME, Act, Page, Way
from anteroom.console.standing import WHO
from anteroom.console.tables import Cell, Column, Row, Table, minted_of, page_of, pager
from anteroom.console.words import console_words
from anteroom.errors import BadInput, NotFound
from anteroom.guard import name_of
from anteroom.pages.plain import go_to
from anteroom.pages.words import PageWords
from anteroom.texts import review, store
from anteroom.texts.model import Content, Held, State
from anteroom.texts.review import REASONS, Decision, Reason

HELD = f"{HOME}/held"
COLUMNS = ("head.text", "head.proposal", "head.found", "head.asked", "head.until")


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision with the reasons that bear it out; `released` is the one that cannot be taken back."""

    decision: Decision
    reasons: tuple[Reason, ...]


async def show_list(request: web.Request) -> web.StreamResponse:
    """List what was appealed: what waits, oldest first, or what was decided."""
    house = request.app[HOUSE]
    say = console_words("held", request[WHO].staff.language)
    decided = request.query.get("state", "") == "decided"
    page = page_of(request, f"held:{decided}", 1)
    behind = page.place[0] if page.place else ""
    found, following = await review.list_appealed(house, behind, page.limit, still=not decided)
    async with house.database.connection() as conn:
        named = await proposals_named(conn, [each.proposal_id for each in found])
    shown = Table(
        caption=say("held.caption.decided" if decided else "held.caption"),
        columns=tuple(Column(say(each)) for each in COLUMNS),
        rows=tuple(_row(request, say, each, named) for each in found),
        empty=say("held.none.decided" if decided else "held.none"),
        pager=pager(request, page, (following,) if following else None),
    )
    return console_page(
        request,
        "console_held_list.html",
        "held",
        minted=(*(each.id for each in found), *minted_of(shown.pager)),
        table=shown,
        decided=decided,
    )


async def show_one(request: web.Request) -> web.StreamResponse:
    """Show everything of a held text but what it says."""
    return await _page(request, await _load(request), None)


async def read_one(request: web.Request) -> web.StreamResponse:
    """Show what a held text says, too; who read it and why is in the ledger before."""
    house = request.app[HOUSE]
    reason = reason_in(house, request[FORM])
    held, content = await review.read_held(house, request.match_info["id"], request[WHO].staff.id, reason)
    return await _page(request, held, content)


async def decide(request: web.Request) -> web.StreamResponse:
    """Release a held text, or keep it held; its writer is told."""
    form = request[FORM]
    try:
        decision, reason = Decision(form.get("decision", "")), Reason(form.get("reason", ""))
    except ValueError as error:
        raise BadInput("Choose what is decided and why.", field="reason") from error
    held_id = request.match_info["id"]
    await review.decide(request.app[HOUSE], held_id, decision, request[WHO].staff.id, reason)
    return go_to(f"{HELD}/{held_id}")


async def _load(request: web.Request) -> Held:
    async with request.app[HOUSE].database.connection() as conn:
        held = await store.load(conn, request.match_info["id"])
    if held.appealed_at is None:
        raise NotFound("Nobody asks for a second look at this text.", reason="no appeal")
    return held


async def _page(request: web.Request, held: Held, content: Content | None) -> web.Response:
    say = console_words("held", request[WHO].staff.language)
    async with request.app[HOUSE].database.connection() as conn:
        named = await proposals_named(conn, [held.proposal_id])
    minted = [held.id, held.interview_id or ""]
    if content is not None:
        # The exception of a role that may, with a reason: what the door would know in this very text.
        minted += [content.text, *content.completes]
    return console_page(
        request,
        "console_held.html",
        "held",
        crumbs=[Crumb(say("nav.held"), HELD), Crumb(say("held.one"))],
        minted=minted,
        held=held,
        proposal=named.get(held.proposal_id),
        writer=_writer(say, held, named),
        kinds=kinds_of(say, held.kinds),
        content=content,
        text=_marked(content) if content else None,
        choices=[Choice(each, REASONS[each]) for each in Decision] if held.state is State.HELD else (),
    )


def _row(request: web.Request, say: PageWords, held: Held, named: Mapping[str, Named]) -> Row:
    proposal = named.get(held.proposal_id)
    until = (
        say(f"held.state.{held.state}") if held.state is not State.HELD else when(request, held.expires_at)
    )
    return Row(
        (
            Cell(say.words.get(f"held.field.{held.field}", held.field), f"{HELD}/{held.id}"),
            Cell(proposal.external_id if proposal else "", note=_writer(say, held, named)),
            Cell(kinds_of(say, held.kinds), note=say("held.nth", nth=held.nth)),
            Cell(when(request, held.appealed_at)),
            Cell(until, mark="ok" if held.state is State.RELEASED else ""),
        )
    )


def _writer(say: PageWords, held: Held, named: Mapping[str, Named]) -> str:
    """Say on which side the writer is: names are of no use to the question."""
    proposal = named.get(held.proposal_id)
    if proposal is None:
        return ""
    sides = {proposal.client_id: "client", proposal.freelancer_id: "freelancer"}
    return say(f"held.by.{sides.get(held.writer_id, 'other')}")


def kinds_of(say: PageWords, kinds: Sequence[str]) -> str:
    """Name what was found, in the page's language."""
    return ", ".join(name_of(each, say.language) for each in kinds)


def _marked(content: Content) -> Markup:
    """Return the text with what was found underlined; spans that cross are joined."""
    parts, done = [], 0
    for span in sorted(content.spans, key=lambda each: each.start):
        start = max(done, span.start)
        if span.end <= start:
            continue
        parts += [escape(content.text[done:start]), Markup("<mark>"), escape(content.text[start : span.end])]
        parts.append(Markup("</mark>"))
        done = span.end
    return Markup("").join([*parts, escape(content.text[done:])])


WAYS: tuple[Way, ...] = (
    Page(path=HELD, name="held", roles=TRUST, handler=show_list, listed=True),
    Page(path=f"{HELD}/{{id}}", name="held_one", roles=TRUST, handler=show_one, under="held"),
    Act(path=f"{HELD}/{{id}}/read", name="read_held", roles=TRUST, handler=read_one, under="held"),
    Act(path=f"{HELD}/{{id}}/decide", name="decide_held", roles=TRUST, handler=decide, under="held"),
)
