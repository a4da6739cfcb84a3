"""Finding a time in the form that schedules: for whom, in which days, and what the form shows of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError, BadInput, NotAllowed
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.interviews.invite import refuse_unless_living, refuse_unless_scheduler
from anteroom.interviews.model import Answer, Interview, Role
from anteroom.passes.times import named
from anteroom.people.persons import known_by_email, known_zone, zone_and_language
from anteroom.people.zones import NOWHERE, whereabouts
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom.times.finder.model import Code, Reason
from anteroom.times.finder.words import in_words
from anteroom.times.met_before import met_before, of_another_house
from anteroom.times.search import Found, Invitee, calendars, search
from anteroom_slack.cards.blocks import escaped
from anteroom_slack.forms.found_blocks import USUAL_WINDOW, Choice, Shown, generation_of, minutes_of
from anteroom_slack.forms.graphemes import isolated
from anteroom_slack.forms.submission import ViewBody, read_colleagues, read_guests
from anteroom_slack.payload import Action
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.people.colleagues import Colleagues
from anteroom_slack.typed.window import Window, read_window

CHOOSE_FIRST = "Choose the proposal first: its freelancer must be able to come, too."
A_DAY = "For an interview day, say the first time yourself: this looks for one interview."
SHORT = "There may be more: enough was told of somebody's week already."
NONE = (
    "*No time was found* {when} that suits everybody. Look in other days, for a shorter time, or without "
    "somebody."
)


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. `proposal` is our id, `people` users of Slack, `guests` (address, name) as typed.

    `window` is as people say it, `minutes` how long it is to last; `day` tells that several proposals are
    chosen.
    """

    proposal: str
    people: tuple[str, ...]
    guests: tuple[tuple[str, str], ...] = field(repr=False)
    minutes: int
    window: str
    day: bool = False
    generation: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that may be asked: by whom, and about whom."""

    host: str
    zone: str | None
    people: tuple[Invitee, ...]
    window: Window


class Finding:
    """Looks for times for whoever fills in the form."""

    def __init__(self, house: House, colleagues: Colleagues) -> None:
        self._house = house
        self._colleagues = colleagues

    async def looking(self, speaker: Speaker, query: Query) -> Shown:
        """Return what is on the screen while calendars are asked; those of one's own side are counted."""
        try:
            asked = await self._asked(speaker, query)
        except AnteroomError as error:
            return Shown(query.window, query.minutes, escaped(error.sentence), generation=query.generation)
        async with self._house.database.connection() as conn:
            count = await calendars(conn, [each for each in asked.people if each.ours])
        return Shown(query.window, query.minutes, f"_{looking_words(count)}_", generation=query.generation)

    async def found(self, speaker: Speaker, query: Query) -> tuple[Shown, str | None, tuple[str, ...]]:
        """Return the times, the reader's zone, and the reader's own words in it, for the door.

        What stands against looking is said in the place of the times.
        """
        try:
            asked = await self._asked(speaker, query)
            length = timedelta(minutes=query.minutes)
            window = asked.window
            found = await search(self._house, asked.host, asked.people, window.since, window.until, length)
        except AnteroomError as error:
            said = f"*{escaped(error.sentence)}*"
            return Shown(query.window, query.minutes, said, generation=query.generation), None, ()
        shown, own = self._shown(asked, query.minutes, found, query.generation)
        return shown, asked.zone, own

    async def for_interview(
        self, interview_id: str, person_id: str, window: str
    ) -> tuple[Shown, tuple[str, ...]]:
        """Return times for an interview that stands, for its host, and our own words in it, for the door."""
        now = self._house.clock.now()
        async with self._house.database.connection() as conn:
            interview = await interviews.load(conn, interview_id)
            zone, _ = await zone_and_language(conn, person_id)
            asked = await _may_ask_of(conn, interview, person_id)
            where = await whereabouts(conn, [each.person_id for each in interview.present], now)
        minutes = round(interview.length.total_seconds() / 60)
        own = interview.party_of(person_id)
        people = tuple(
            Invitee(
                key=each.id,
                label="you" if each.person_id == person_id else each.label,
                person_id=each.person_id if each.person_id in asked else None,
                zone=where.get(each.person_id, NOWHERE).at(now),
                required=each.required,
                ours=own is not None and each.side is own.side,
            )
            for each in interview.present
        )
        try:
            days = read_window(window, now, known_zone(zone) or ZoneInfo("UTC"))
            found = await search(
                self._house, person_id, people, days.since, days.until, interview.length, but=interview_id
            )
        except AnteroomError as error:
            return Shown(window, minutes, f"*{escaped(error.sentence)}*"), ()
        others = tuple(each for each in found.times if each.starts_at != interview.starts_at)
        return self._shown(_Asked(person_id, zone, people, days), minutes, replace(found, times=others))

    def _shown(
        self, asked: _Asked, minutes: int, found: Found, generation: int = 0
    ) -> tuple[Shown, tuple[str, ...]]:
        why = [reasons_said(each.reasons, found.labels) for each in found.times]
        alike = len(set(why)) == 1
        lead = _lead(asked, minutes, found, self._house.clock.now())
        if alike and not (found.untold or found.silent):
            lead.append(escaped(why[0]))
        choices = tuple(
            Choice(each.starts_at, each.ends_at, "" if alike else reason)
            for each, reason in zip(found.times, why, strict=True)
        )
        own = tuple(text for each in asked.people for text in (each.label, escaped(each.label)))
        return Shown(asked.window.said, minutes, "\n".join(lead), choices, generation=generation), own

    async def _asked(self, speaker: Speaker, query: Query) -> _Asked:
        """Raises BadInput, NotAllowed, NotFound, ProposalNotLiving."""
        if query.day:
            raise BadInput(A_DAY)
        if not query.proposal:
            raise BadInput(CHOOSE_FIRST)
        async with self._house.database.connection() as conn:
            account = await account_of(conn, speaker)
            if account is None or not account.linked:
                raise NotAllowed("Connect your account first: type `/interview`.")
            proposal = await proposals.proposal(conn, query.proposal)
            await refuse_unless_scheduler(conn, proposal, account.person_id)
            refuse_unless_living(proposal)
            zone, _ = await zone_and_language(conn, account.person_id)
            window = read_window(query.window, self._house.clock.now(), known_zone(zone) or ZoneInfo("UTC"))
            freelancer = await proposals.member_by_person(conn, proposal.freelancer_id)
            people = [
                Invitee("host", "you", account.person_id),
                Invitee(
                    "candidate",
                    freelancer.label if freelancer else "the freelancer",
                    proposal.freelancer_id,
                    ours=False,
                ),
            ]
        people += await self._colleagues_of(speaker, account.person_id, query.people, proposal)
        async with self._house.database.connection() as conn:
            people += await self._guests_of(conn, account.person_id, query.guests)
        return _Asked(account.person_id, zone, tuple(people), window)

    async def _colleagues_of(
        self, speaker: Speaker, host_id: str, user_ids: Sequence[str], proposal: Proposal
    ) -> list[Invitee]:
        named = await self._colleagues.named(user_ids)
        accounts = {}
        async with self._house.database.connection() as conn:
            for user_id in user_ids:
                account = await account_of(conn, Speaker(speaker.team_id, user_id, speaker.enterprise_id))
                accounts[user_id] = account.person_id if account else None
            people = [person for person in accounts.values() if person is not None]
            foreign = await of_another_house(conn, host_id, people)
            foreign -= set(await met_before(conn, host_id, people))
        found = []
        for user_id, person in accounts.items():
            # The freelancer by another name is nobody here: else it would tell whose profile that is.
            nobody = person in foreign or person in (host_id, proposal.freelancer_id)
            told = named.get(user_id)
            label = isolated(told.name) if told and told.name else "a colleague"
            zone = told.time_zone if told else None
            found.append(Invitee(user_id, label, None if nobody else person, zone))
        return found

    async def _guests_of(
        self, conn: Connection, host_id: str, guests: Sequence[tuple[str, str]]
    ) -> list[Invitee]:
        """Return who was typed; whoever was never in an interview on the host's side is a stranger."""
        found = []
        for number, (email, label) in enumerate(guests):
            owners = await known_by_email(conn, self._house.vault, email)
            met = await met_before(conn, host_id, owners)
            found.append(Invitee(f"guest{number}", isolated(label or email), next(iter(met), None)))
        return found


async def _may_ask_of(conn: Connection, interview: Interview, person_id: str) -> set[str]:
    """Return of whom in an interview may be asked: an invitation alone opens nobody's calendar."""
    looped = {each.person_id for each in interview.present if each.role in (Role.GUEST, Role.ASSISTANT)}
    willing = {
        each.person_id for each in interview.present if each.answer in (Answer.ACCEPTED, Answer.TENTATIVE)
    }
    met = await met_before(conn, person_id, sorted(looped))
    everybody = {each.person_id for each in interview.present}
    return (everybody - looped) | willing | {*met, person_id}


def query_of(view: ViewBody, action: Action) -> Query:
    """Return what a form looks for, as it stands when something in it is pressed."""
    proposal = view.element("proposal").selected_option
    chosen = view.element("window").selected_option
    pressed = action.selected_option if action.action_id == "window" else None
    faults: dict[str, str] = {}
    people = action.selected_users if action.action_id == "colleagues" else read_colleagues(view)
    return Query(
        proposal=proposal.value if proposal else "",
        people=tuple(people),
        guests=tuple(
            (each.email or "", each.label) for each in read_guests(view.element("emails").value or "", faults)
        ),
        minutes=minutes_of(view),
        window=(pressed.value if pressed else "") or (chosen.value if chosen else USUAL_WINDOW),
        day=bool(view.element("others").selected_options),
        generation=generation_of(view) + 1,
    )


def looking_words(count: int) -> str:
    """Say that calendars are being asked."""
    if not count:
        return "Looking for times …"
    return f"Looking at {count} calendar{'' if count == 1 else 's'} …"


def reasons_said(reasons: Iterable[Reason], labels: Mapping[str, str]) -> str:
    """Return why a time stands where it does; of whom nothing is known stands above all of them."""
    return in_words((each for each in reasons if each.code is not Code.UNKNOWN), labels, "en")


def _lead(asked: _Asked, minutes: int, found: Found, now: datetime) -> list[str]:
    names = _names([each.label for each in asked.people])
    when = _when(asked.window.said)
    lines = [f"*{minutes} minutes {when}* for {names}. Times of {escaped(named(now, asked.zone))}."]
    if not found.times:
        lines = [NONE.format(when=when)]
    lines += [f"_{escaped(_whose(label))} calendar did not answer._" for label in found.silent]
    if found.untold:
        lines.append(f"_Not known is when {_names(found.untold)} can: the usual day is taken._")
    if found.short:
        lines.append(f"_{SHORT}_")
    return lines


def _whose(label: str) -> str:
    return "Your" if label == "you" else f"{label}'s"


def _when(said: str) -> str:
    if said.startswith(("this ", "next ", "until ")):
        return said
    return f"in {said}" if said.startswith("the ") else f"on {said}"


def _names(labels: Sequence[str]) -> str:
    shown = [escaped(label) for label in labels]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
