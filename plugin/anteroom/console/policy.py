"""The policy: its tables and their days, in words; and another one, tried on what was written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

import msgspec
from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console.charts import Chart, Series
from anteroom.console.layout import console_page, when
from anteroom.console.model import TRUST
from anteroom.console.route import FORM, HOME, Act, Page, Way
from anteroom.console.staff import names_of, whose
from anteroom.console.standing import WHO
from anteroom.console.tables import Cell, Column, Mark, Row, Table, cut, minted_of, page_of, pager
from anteroom.console.words import console_words
from anteroom.errors import BadInput, NotFound
from anteroom.guard import name_of
from anteroom.house import House
from anteroom.pages.words import PageWords
from anteroom.policy import store
from anteroom.policy.actions import note_settings
from anteroom.policy.explain import ASKED, Line, explain
from anteroom.policy.model import NO_ROW, Level, Purpose, Rule
from anteroom.policy.outcome import Outcome
from anteroom.policy.ruling import table_by_digest
from anteroom.policy.simulation import Simulated, simulate
from anteroom.policy.store import Table as Rows
from anteroom.policy.store import Version
from anteroom.policy.table import TableFaults, read_rows

POLICY = f"{HOME}/policy"
LINES = ("head.stage", "head.plan", "head.client", "head.purpose", "head.then", "head.row")
VERSIONS = ("head.version", "head.since", "head.from", "head.by", "head.digest")
CHANGES = ("head.text", "head.at", "head.plan", "head.was", "head.would")
NUMBER = re.compile(r"[0-9]{1,9}")
LARGEST = 48 * 1024
"""Octets of a table that somebody pastes."""
MOST_SHOWN = 200
"""Texts that would have been decided otherwise, as the page names them; all are counted."""
DAYS = 30
MARKS: Mapping[Level, Mark] = {Level.OPEN: "warn", Level.MASKED: "", Level.CLOSED: "ok"}


async def show(request: web.Request) -> web.StreamResponse:
    """Show the table in force, or a version by its number, in words; and all versions."""
    house, who = request.app[HOUSE], request[WHO]
    say = console_words("policy", who.staff.language)
    page = page_of(request, "policy", 1)
    async with house.database.connection() as conn:
        noted = await store.newest(conn)
    if noted is None:
        await note_settings(house)
    async with house.database.connection() as conn:
        in_force = await store.in_force(conn, house.clock.now())
        version = await _version(request, house) or in_force
        if version is None:
            raise NotFound("No policy is in force yet.")
        rows = await table_by_digest(conn, house, version.digest)
        before = int(page.place[0]) if page.place else None
        found = await store.versions(conn, before, page.limit + 1)
        named = await names_of(conn, [each.by for each in found])
    shown, place = cut(page, found, lambda each: (str(each.number),))
    day = max(version.since, house.clock.now()).date()
    versions = Table(
        caption=say("policy.versions"),
        columns=tuple(Column(say(each)) for each in VERSIONS),
        rows=tuple(_version_row(request, say, each, in_force, named) for each in shown),
        empty=say("policy.versions.none"),
        pager=pager(request, page, place),
    )
    until = house.clock.now().date() + timedelta(days=1)
    return console_page(
        request,
        "console_policy.html",
        "policy",
        minted=(version.digest, *minted_of(versions.pager)),
        version=version,
        in_force=in_force is not None and version.number == in_force.number,
        lines=_lines(say, rows, day),
        silent=[each for each in explain(rows, day).rows if each.why],
        day=day.isoformat(),
        versions=versions,
        json=msgspec.json.format(msgspec.json.encode(_written(rows)), indent=1).decode(),
        since=(until - timedelta(days=DAYS)).isoformat(),
        until=until.isoformat(),
    )


async def try_it(request: web.Request) -> web.StreamResponse:
    """Say what another table would have decided about what was written. Nothing is changed."""
    house, form = request.app[HOUSE], request[FORM]
    say = console_words("policy", request[WHO].staff.language)
    rows = _rows(form.get("rows", ""))
    since, until = _day(form, "since"), _day(form, "until")
    found = await simulate(house, rows, since, until, on=_on(form))
    changes = _changes(request, say, found)
    minted = [
        found.policy,
        *(text for each in found.changes[:MOST_SHOWN] for text in _ids(each.case.held_id)),
    ]
    return console_page(
        request,
        "console_policy_tried.html",
        "policy",
        minted=minted,
        found=found,
        since=since.date().isoformat(),
        until=until.date().isoformat(),
        chart=_chart(say, found),
        lines=_lines(say, rows, (_on(form) or house.clock.now().date())),
        changes=changes,
        most=MOST_SHOWN,
    )


async def _version(request: web.Request, house: House) -> Version | None:
    given = request.query.get("version", "")
    if not given:
        return None
    if not NUMBER.fullmatch(given):
        raise NotFound("There is no such version.")
    async with house.database.connection() as conn:
        found = await store.versions(conn, int(given) + 1, 1)
    if not found or found[0].number != int(given):
        raise NotFound("There is no such version.")
    return found[0]


def _lines(say: PageWords, rows: Rows, day: date) -> Table:
    """Tell a table in words, what is decided alike in one line."""
    return Table(
        caption=say("policy.lines", day=day.isoformat()),
        columns=tuple(Column(say(each)) for each in LINES),
        rows=tuple(_line(say, each) for each in explain(rows, day).lines),
        empty=say("policy.lines.none"),
    )


def _line(say: PageWords, line: Line) -> Row:
    purposes = ", ".join(say(f"purpose.{each}") for each in line.purposes) or say("policy.every")
    surfaces = ", ".join(say.words.get(f"surface.{each}", each) for each in line.surfaces)
    minutes = "" if line.minutes is None else say("policy.minutes", minutes=line.minutes)
    return Row(
        (
            Cell(say(f"stage.{line.stage}")),
            Cell(
                ", ".join(say.words.get(f"plan.{each}", each) for each in line.plans) or say("policy.every")
            ),
            Cell(_client(say, line.client)),
            Cell(purposes, note=surfaces),
            Cell(_rule(say, line), mark=MARKS[line.level], note=minutes),
            Cell(say("policy.no_row") if line.row == NO_ROW else line.row),
        )
    )


def _rule(say: PageWords, line: Line) -> str:
    """Say what is done with a text, or, where it is about none, whether it is allowed."""
    if line.purposes and not any(Purpose(each) in ASKED for each in line.purposes):
        return say("rule.no" if line.rule is Rule.STRICT or line.level is Level.CLOSED else "rule.yes")
    return say(f"rule.{line.rule}")


def _client(say: PageWords, said: str) -> str:
    """Put what a table asks of a client into the page's words."""
    words = [say.words.get(f"client.{each.rstrip(',')}", each.rstrip(",")) for each in said.split()]
    return " ".join(words) or say("policy.every")


def _version_row(
    request: web.Request, say: PageWords, version: Version, now: Version | None, named: Mapping[str, str]
) -> Row:
    begun = version.since <= request.app[HOUSE].clock.now()
    state = "now" if now is not None and version.number == now.number else "was" if begun else "will"
    by = say("policy.by_settings") if version.by == "settings" else whose(request, say, version.by, named)
    return Row(
        (
            Cell(say("policy.version", number=version.number), f"{POLICY}?version={version.number}"),
            Cell(say(f"policy.{state}"), mark="ok" if state == "now" else "warn" if state == "will" else ""),
            Cell(when(request, version.since)),
            Cell(by, note=version.reason if version.reason != version.by else ""),
            Cell(version.digest),
        )
    )


def _chart(say: PageWords, found: Simulated) -> Chart:
    return Chart(
        title=say("tried.chart"),
        said=say("tried.chart.said"),
        labels=tuple(say(f"outcome.{each}") for each in Outcome),
        series=(
            Series(say("tried.then"), tuple(float(found.then.get(each, 0)) for each in Outcome)),
            Series(say("tried.now"), tuple(float(found.now.get(each, 0)) for each in Outcome)),
        ),
        kind="bar",
        first_head=say("tried.became"),
    )


def _changes(request: web.Request, say: PageWords, found: Simulated) -> Table:
    return Table(
        caption=say("tried.changes"),
        columns=tuple(Column(say(each)) for each in CHANGES),
        rows=tuple(
            Row(
                (
                    Cell(
                        say.words.get(f"surface.{each.case.circumstances.surface}")
                        or say(f"purpose.{each.case.circumstances.purpose}"),
                        note=", ".join(name_of(kind, say.language) for kind in each.case.kinds),
                    ),
                    Cell(when(request, each.case.at)),
                    Cell(each.case.circumstances.plan),
                    Cell(say(f"outcome.{each.case.outcome}"), note=each.case.row),
                    Cell(say(f"outcome.{each.now}"), note=each.row),
                )
            )
            for each in found.changes[:MOST_SHOWN]
        ),
        empty=say("tried.changes.none"),
    )


def _rows(given: str) -> Rows:
    """Read a pasted table. Raises BadInput that names its first faults."""
    if len(given.encode("utf-8", "replace")) > LARGEST:
        raise BadInput("This table is too large.", field="rows")
    try:
        written = msgspec.json.decode(given.encode(), type=list[object])
        return read_rows(written)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadInput("This is no table: write a list of rows in JSON.", field="rows") from error
    except TableFaults as error:
        raise BadInput(f"This table has faults: {'; '.join(error.faults[:3])}.", field="rows") from error


def _written(rows: Rows) -> Sequence[Mapping[str, object]]:
    """Return rows as somebody would write them: what is left to everybody is left out."""
    written = []
    for row in rows:
        fields: dict[str, object] = {"name": row.name, "stage": row.stage, "rule": row.rule}
        for name in ("plans", "purposes", "surfaces"):
            if getattr(row, name):
                fields[name] = sorted(getattr(row, name))
        for name in ("least_rating", "least_completed_jobs", "minutes"):
            if getattr(row, name) is not None:
                fields[name] = getattr(row, name)
        if row.since != date.min:
            fields["since"] = row.since
        if row.until != date.max:
            fields["until"] = row.until
        if not row.on:
            fields["on"] = False
        written.append(fields)
    return written


def _day(form: Mapping[str, str], name: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(form.get(name, "")), time(), UTC)
    except ValueError as error:
        raise BadInput("Write a day as in 2026-11-30.", field=name) from error


def _on(form: Mapping[str, str]) -> date | None:
    return _day(form, "on").date() if form.get("on") else None


def _ids(held_id: str | None) -> tuple[str, ...]:
    return (held_id,) if held_id else ()


WAYS: tuple[Way, ...] = (
    Page(path=POLICY, name="policy", roles=TRUST, handler=show, listed=True),
    Act(path=f"{POLICY}/try", name="try_policy", roles=TRUST, handler=try_it, under="policy"),
)
