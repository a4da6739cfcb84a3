"""One interview, whole: what it is, who is in it, what everybody sees of it, and what happened when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.api.ledger import OURS
from anteroom.conduct.reports.news import BY_MAIL
from anteroom.console.effects import COLUMNS, effect_row
from anteroom.console.effects_store import EffectLine, of_interview
from anteroom.console.layout import Crumb, console_page
from anteroom.console.model import OPERATOR, PEOPLE, TRUST
from anteroom.console.route import HOME, Page, Way
from anteroom.console.search import SEARCH
from anteroom.console.standing import WHO
from anteroom.console.tables import Cell, Column, Mark, Row, Table, minted_of, page_of, pager
from anteroom.console.timeline import Timeline, timeline
from anteroom.console.words import console_words
from anteroom.guard import Action, Context
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import Answer, Interview
from anteroom.interviews.signs import TONES
from anteroom.pages.words import PageWords
from anteroom.passes.times import written
from anteroom.passes.words import lobby_words
from anteroom.proposals import store as proposals
from anteroom.verdicts.store import kept, words

WORDS = "search effects interview"
ANSWERS: dict[Answer, Mark] = {Answer.ACCEPTED: "ok", Answer.DECLINED: "bad", Answer.TENTATIVE: "warn"}


async def show(request: web.Request) -> web.StreamResponse:
    """Show it. Nothing in it is a sealed detail; texts that may hold one are left out."""
    house, who = request.app[HOUSE], request[WHO]
    say = console_words(WORDS, who.staff.language)
    interview_id = request.match_info["id"]
    page = page_of(request, f"interview:{interview_id}", 1)
    behind = int(page.place[0]) if page.place else 0
    async with house.database.connection() as conn:
        interview, proposal = await store.load_with_proposal(conn, interview_id)
        verdict = await kept(conn, interview_id)
        said = await words(conn, interview_id)
        told = await timeline(conn, interview, behind, reporters=who.may(TRUST))
        effects = await of_interview(conn, interview_id)
        members = [
            await proposals.member_by_person(conn, each)
            for each in (proposal.client_id, proposal.freelancer_id)
        ]
    shown = pager(request, page, (str(told.more),) if told.more else None)
    local = lobby_words(who.staff.language)
    return console_page(
        request,
        "interview.html",
        WORDS,
        interview_id=interview_id,
        crumbs=[
            Crumb(say("nav.search"), SEARCH),
            Crumb(proposal.external_id, f"{HOME}/proposals/{proposal.id}"),
            Crumb(say("interview.crumb")),
        ],
        minted=(*_minted(interview, told), *(each.id for each in effects), *minted_of(shown)),
        interview=interview,
        mark=TONES[interview.state],
        title=_title(house, interview),
        written=written(interview.starts_at, interview.ends_at, who.staff.zone, local),
        proposal=proposal,
        members=[each for each in members if each is not None],
        verdict=verdict,
        parties=_parties(say, interview, {key: value.value for key, value in said.items()}),
        effects=_effects(request, say, interview, effects),
        moments=told.moments,
        shown=shown,
        ledger=f"{HOME}/ledger?{urlencode({'chain': interview_id})}",
    )


def _title(house: House, interview: Interview) -> str:
    """Return the title, "" for one with what may be a contact detail, whoever was allowed to write that."""
    found = house.guard.inspect(interview.title, Context((), "title"))
    return interview.title if found.action is Action.ALLOW else ""


def _minted(interview: Interview, told: Timeline) -> Sequence[str]:
    """Return the ids on the page that are of our own making."""
    ids = {value for each in told.moments for _, value in each.facts if OURS.fullmatch(value)}
    return [interview.id, interview.proposal_id, *ids, *(party.id for party in interview.parties)]


def _parties(say: PageWords, interview: Interview, said: dict[str, str]) -> Table:
    rows = []
    for party in interview.parties:
        notes = [
            say("party.removed") if party.removed_at else "",
            say("party.unreachable") if not party.reachable else "",
            say("party.connection", word=say(f"connection.{said[party.id]}")) if party.id in said else "",
        ]
        rows.append(
            Row(
                (
                    Cell(party.label, note="; ".join(filter(None, notes))),
                    Cell(say(f"party.role.{party.role}"), note=say(f"party.side.{party.side}")),
                    Cell(say(f"answer.{party.answer}"), mark=ANSWERS.get(party.answer, "")),
                    Cell(say("party.required") if party.required else say("party.optional")),
                    Cell(party.id),
                )
            )
        )
    heads = ("party.who", "party.is", "party.answer", "party.must", "party.id")
    return Table(say("party.caption"), tuple(Column(say(each)) for each in heads), tuple(rows), "")


def _effects(
    request: web.Request, say: PageWords, interview: Interview, lines: Sequence[EffectLine]
) -> Table:
    labels = {party.id: party.label for party in interview.parties}
    may = request[WHO].may(OPERATOR)
    if not request[WHO].may(TRUST):
        # What became of a report goes to whoever made it.
        lines = [replace(each, party_id=None) if each.kind == BY_MAIL else each for each in lines]
    return Table(
        say("effects.caption"),
        tuple(Column(say(each)) for each in COLUMNS),
        tuple(effect_row(request, say, each, labels, retry=may, linked=False) for each in lines),
        say("effects.none"),
    )


WAYS: tuple[Way, ...] = (
    Page(path=f"{HOME}/interviews/{{id}}", name="interview", roles=PEOPLE, handler=show, under="search"),
)
