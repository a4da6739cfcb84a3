"""What leaves: what waits, what is held back and why, and another try of what was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console import effects_store as store
from anteroom.console.effects_store import EffectLine
from anteroom.console.layout import console_page, when
from anteroom.console.model import OPERATOR
from anteroom.console.route import HOME, Act, Page, Way
from anteroom.console.standing import WHO
from anteroom.console.tables import (
    Button,
    Cell,
    Column,
    Row,
    Table,
    cut,
    instant_behind,
    minted_of,
    page_of,
    pager,
)
from anteroom.console.words import console_words
from anteroom.effects.again import try_again
from anteroom.errors import BadInput
from anteroom.pages.plain import go_to
from anteroom.pages.words import PageWords

EFFECTS = f"{HOME}/effects"
STATES = ("waiting", "held")
COLUMNS = ("effects.what", "effects.state", "effects.seen", "effects.tries", "effects.trouble")


async def show(request: web.Request) -> web.StreamResponse:
    """List what waits, or what is held."""
    house, who = request.app[HOUSE], request[WHO]
    say = console_words("effects", who.staff.language)
    state = request.query.get("state", "waiting")
    if state not in STATES:
        raise BadInput("There are effects that wait, and such that are held.", field="state")
    page = page_of(request, f"effects:{state}", 2)
    rows: Sequence[EffectLine]
    async with house.database.connection() as conn:
        if state == "held":
            rows = await store.held(conn, int(page.place[1]) if page.place else None, page.limit + 1)
        else:
            rows = await store.waiting(conn, instant_behind(page), page.limit + 1)
    place_of = _place_of_held if state == "held" else _place_of_waiting
    shown, place = cut(page, rows, place_of)
    table = Table(
        say(f"effects.caption.{state}"),
        tuple(Column(say(each)) for each in COLUMNS),
        tuple(effect_row(request, say, each, {}, retry=True, linked=True) for each in shown),
        say(f"effects.none.{state}"),
        pager(request, page, place),
    )
    ids = [each for line in shown for each in (line.id, line.interview_id or "")]
    return console_page(
        request,
        "effects.html",
        "effects",
        minted=(*ids, *minted_of(table.pager)),
        table=table,
        state=state,
        states=STATES,
    )


def _place_of_held(line: EffectLine) -> tuple[str, str]:
    return "", str(line.position)


def _place_of_waiting(line: EffectLine) -> tuple[str, str]:
    return line.next_at.isoformat(), line.id


async def again(request: web.Request) -> web.StreamResponse:
    """Try once more what was held back."""
    await try_again(request.app[HOUSE], request.match_info["id"], request[WHO].staff.id)
    return go_to(f"{EFFECTS}?state=held")


def effect_row(
    request: web.Request,
    say: PageWords,
    line: EffectLine,
    labels: Mapping[str, str],
    *,
    retry: bool,
    linked: bool,
) -> Row:
    """Draw one: `labels` name seats, `linked` ones lead to their interview, held ones can be tried again."""
    note = labels.get(line.party_id or "", "") or (line.interview_id or "" if linked else "")
    if line.held:
        state = Cell(say("effects.is.held"), mark="bad")
    elif line.waits:
        state = Cell(
            say("effects.is.waiting"), mark="warn", note=say("effects.next", at=when(request, line.next_at))
        )
    else:
        state = Cell(say("effects.is.shown"), mark="ok")
    again_ = Button(f"{EFFECTS}/{line.id}/again", say("effects.again"), about=line.kind)
    tries = str(line.attempts)
    if line.uncertain:
        tries = say("effects.uncertain", tries=line.attempts, uncertain=line.uncertain)
    return Row(
        (
            Cell(say.words.get(f"kind.{line.kind}", line.kind), note=note),
            state,
            Cell(say("effects.of", shown=line.shown, wanted=line.wanted)),
            Cell(tries),
            Cell(line.trouble),
        ),
        again_ if retry and line.held and line.kind != "webhook_delivery" else None,
    )


WAYS: tuple[Way, ...] = (
    Page(path=EFFECTS, name="effects", roles=OPERATOR, handler=show, listed=True),
    Act(path=f"{EFFECTS}/{{id}}/again", name="effect_again", roles=OPERATOR, handler=again, under="effects"),
)
