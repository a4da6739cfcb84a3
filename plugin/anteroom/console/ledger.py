"""The ledger: one chain of it, and whether all of it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.api.ledger import OURS
from anteroom.console.layout import console_page, when
from anteroom.console.model import OPERATOR, TRUST
from anteroom.console.route import HOME, Act, Page, Way
from anteroom.console.staff import names_of
from anteroom.console.standing import WHO
from anteroom.console.tables import Cell, Column, Mark, Row, Table, cut, minted_of, page_of, pager
from anteroom.console.timeline import REPORTED
from anteroom.console.words import console_words
from anteroom.errors import BadInput
from anteroom.ledger.chain import Entry
from anteroom.ledger.checks import Check, begin, latest
from anteroom.ledger.reading import page_of as entries_of
from anteroom.pages.plain import go_to
from anteroom.pages.words import PageWords

LEDGER = f"{HOME}/ledger"
LONGEST = 200


async def show(request: web.Request) -> web.StreamResponse:
    """Show how the last verifications went, and the chain that is asked for."""
    house, who = request.app[HOUSE], request[WHO]
    say = console_words("ledger", who.staff.language)
    chain = request.query.get("chain", "").strip()
    if len(chain) > LONGEST:
        raise BadInput(f"A chain's name has at most {LONGEST} characters.", field="chain")
    page = page_of(request, f"ledger:{chain}", 1)
    entries: list[Entry] = []
    async with house.database.connection() as conn:
        checks = await latest(conn)
        if chain:
            behind = int(page.place[0]) if page.place else 0
            entries = await entries_of(conn, chain, behind, page.limit + 1)
        named = [*(each.by for each in checks), *(each.actor for each in entries)]
        names = await names_of(conn, [each for each in named if each.startswith("stf_")])
    if not who.may(TRUST):
        entries = [replace(each, actor="–") if each.event == REPORTED else each for each in entries]
    shown, place = cut(page, entries, lambda each: (str(each.number),))
    table = replace(_entries(request, say, shown, names), pager=pager(request, page, place))
    facts = (value for each in shown for value in each.facts.values() if isinstance(value, str))
    ours = [value for value in facts if OURS.fullmatch(value)]
    actors = [each.actor for each in shown if OURS.fullmatch(each.actor)]
    hashes = [each.hash.hex() for each in shown]
    known = [chain] if shown else []
    return console_page(
        request,
        "ledger.html",
        "ledger",
        minted=(*ours, *actors, *hashes, *known, *(each.id for each in checks), *minted_of(table.pager)),
        checks=_checks(request, say, checks, names),
        running=next((each for each in checks if each.ended_at is None), None),
        faults=[fault for each in checks[:1] for fault in each.faults],
        chain=chain if shown else "",
        table=table if chain else None,
    )


async def verify(request: web.Request) -> web.StreamResponse:
    """Begin to verify all of it; a page shows how far that is."""
    await begin(request.app[HOUSE], request[WHO].staff.id)
    return go_to(LEDGER)


def _checks(request: web.Request, say: PageWords, checks: list[Check], names: Mapping[str, str]) -> Table:
    rows = []
    for each in checks:
        state: tuple[str, Mark] = (say("check.holds"), "ok")
        if not each.holds:
            state = (say("check.faulty", count=each.faulty), "bad")
        elif each.ended_at is None:
            state = (say("check.runs"), "warn")
        read = say("check.read", entries=f"{each.entries:,}", about=f"{max(each.about, each.entries):,}")
        rows.append(
            Row(
                (
                    Cell(when(request, each.begun_at), note=names.get(each.by, "")),
                    Cell(state[0], mark=state[1]),
                    Cell(f"{each.entries:,}", note=read if each.ended_at is None else ""),
                    Cell(f"{each.anchors:,}"),
                    Cell(when(request, each.ended_at) or say("check.not_yet")),
                )
            )
        )
    heads = ("begun", "outcome", "entries", "anchors", "ended")
    columns = tuple(Column(say(f"check.head.{each}"), each in ("entries", "anchors")) for each in heads)
    return Table(say("check.caption"), columns, tuple(rows), say("check.none"))


def _entries(
    request: web.Request, say: PageWords, entries: Sequence[Entry], names: Mapping[str, str]
) -> Table:
    rows = tuple(
        Row(
            (
                Cell(str(each.number)),
                Cell(when(request, each.at)),
                Cell(each.event),
                Cell(names.get(each.actor, each.actor)),
                Cell("; ".join(f"{name}: {value}" for name, value in each.facts.items())),
                Cell(each.hash.hex()[:16]),
            )
        )
        for each in entries
    )
    heads = ("number", "at", "event", "actor", "facts", "hash")
    columns = tuple(Column(say(f"entry.head.{each}"), each == "number") for each in heads)
    return Table(say("entry.caption"), columns, rows, say("entry.none"))


WAYS: tuple[Way, ...] = (
    Page(path=LEDGER, name="ledger", roles=TRUST | OPERATOR, handler=show, listed=True),
    Act(
        path=f"{LEDGER}/verify", name="verify_ledger", roles=TRUST | OPERATOR, handler=verify, under="ledger"
    ),
)
