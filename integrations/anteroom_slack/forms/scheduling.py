"""From the form to the interview: what was filled in, the step that shows who is contacted, and the sending.

Nobody is contacted before the second step is submitted. One form sends once, however often it is submitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from anteroom.api.doorway import Passage
from anteroom.asking import actions as asking
from anteroom.asking.model import Asked, expires
from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError, Conflict, ContactInText, NotAllowed
from anteroom.house import House
from anteroom.interviews.commands import GuestWish, PollWish, ScheduleInterview
from anteroom.interviews.day import DayOutcome, schedule_day, slots
from anteroom.interviews.invite import checked_label
from anteroom.interviews.rehearsal import rehearse
from anteroom.once import once
from anteroom.proposals import store as proposals
from anteroom.texts.errand import ToPrepare, ToSchedule
from anteroom.texts.holding import hold_refused
from anteroom.texts.model import Way
from anteroom_slack.cards.blocks import escaped
from anteroom_slack.errors import told
from anteroom_slack.forms import drafts
from anteroom_slack.forms.consent import Consent, gather
from anteroom_slack.forms.consent_view import MAY, consent_view, done_view
from anteroom_slack.forms.drafts import Draft, Form
from anteroom_slack.forms.graphemes import isolated
from anteroom_slack.forms.schedule_read import read_schedule
from anteroom_slack.forms.submission import FieldFaults, ViewBody
from anteroom_slack.line import Json
from anteroom_slack.people.accounts import Account, Speaker, account_of
from anteroom_slack.people.colleagues import Colleague, Colleagues
from anteroom_slack.people.picked import as_shown, guests_of, picked
from anteroom_slack.seen import SEEN_IN_SLACK

CONNECT = "Connect your account first: type `/interview`."
CLEAR = {"response_action": "clear"}
CHANGED = "The form behind this step has changed since. Look at it once more, please."


class Scheduling:
    """Takes both steps of the form that schedules."""

    def __init__(self, house: House, colleagues: Colleagues) -> None:
        self._house = house
        self._colleagues = colleagues

    async def filled(self, speaker: Speaker, view: ViewBody) -> tuple[Json, Passage]:
        """Return the second step for what was filled in. Raises FieldFaults, and what scheduling raises."""
        draft = read_schedule(view)
        if draft.asks_first:
            expires(self._house.clock.now(), draft.starts_at)
        people = await picked(self._colleagues, draft.colleagues)
        await self.rehearsed(speaker, draft, people, hold=True)
        form = Form(speaker, view.root)
        consent = await self.kept(form, draft, people)
        return {"response_action": "push", "view": consent_view(consent)}, _passage(consent)

    async def rehearsed(
        self, speaker: Speaker, draft: Draft, people: Sequence[Colleague], *, hold: bool
    ) -> None:
        """Raise what sending would raise, FieldFaults for one proposal of a day; nothing is sent or kept.

        What the guard refuses is held, with `hold`: a form was submitted.
        """
        outcomes: list[DayOutcome] = []

        async def act(house: House) -> None:
            async with house.database.connection() as conn:
                host = await _host(conn, speaker)
                guests = await _guests(conn, house, speaker, draft, people)
                outcomes.append(await schedule_day(house, _commands(draft, host.person_id, guests)))

        try:
            await rehearse(self._house, act)
        except ContactInText as error:
            if hold:
                await self._hold(speaker, draft, people, error)
            error.unsent = None
            raise
        if outcomes and outcomes[0].refused:
            raise FieldFaults({"others": await self._refusals(outcomes[0].refused)})

    async def kept(self, form: Form, draft: Draft, people: Sequence[Colleague]) -> Consent:
        """Keep a draft for its form, and return what the second step shows."""
        async with self._house.database.transaction() as conn:
            host = await _host(conn, form.speaker)
            await drafts.keep(conn, self._house, form, draft)
            return await gather(conn, self._house, form.speaker.place, host.person_id, draft, people)

    async def consented(self, speaker: Speaker, view: ViewBody) -> tuple[Json, Passage]:
        """Send, and return what is on the screen then; where it cannot be sent the step says why."""
        form = Form(speaker, view.root)
        try:
            people = [as_shown(each, view) for each in await self._people_of(form)]
            answer = await self._sent(form, view, people)
        except Exception as error:  # whatever it is, the step stays and says so: it may hold no field for it
            return await self._not_sent(form, view, error)
        if not answer.get("refused"):
            return CLEAR, Passage()
        lines = [f"*{answer['sent']} of the interviews were sent.* These were not:", *answer["refused"]]
        return {"response_action": "update", "view": done_view(lines)}, Passage()

    async def again(self, form: Form, view: ViewBody, *, warning: str = "") -> tuple[Json, Passage]:
        """Return the second step anew, with what was chosen in it. Raises Conflict once its draft is gone."""
        async with self._house.database.connection() as conn:
            draft = await drafts.load(conn, self._house, form)
        chosen = draft if draft.print != view.private_metadata else with_choices(draft, view)
        people = await picked(self._colleagues, chosen.colleagues)
        consent = await self.kept(form, chosen, people)
        content = consent_view(consent, warning=warning, changes=view.root == view.id)
        return content, _passage(consent)

    async def _people_of(self, form: Form) -> list[Colleague]:
        """Return a draft's colleagues; nobody where the form was sent already, since its draft is gone."""
        async with self._house.database.connection() as conn:
            kept = await conn.fetchval(
                "select true from seen where source = $1 and key = $2", SEEN_IN_SLACK, f"form:{form.key}"
            )
            if kept:
                return []
            draft = await drafts.load(conn, self._house, form)
        return await picked(self._colleagues, draft.colleagues)

    async def _sent(self, form: Form, view: ViewBody, people: Sequence[Colleague]) -> Json:
        """Send the draft of a form, once: how many were `asked` first, or `sent`, and which were `refused`.

        Raises Conflict where the draft is gone, or the step shows another one.
        """

        async def act(house: House, conn: Connection) -> Json:
            draft = await drafts.load(conn, house, form)
            if draft.print != view.private_metadata:
                raise Conflict(CHANGED)
            draft = with_choices(draft, view)
            host = await _host(conn, form.speaker)
            guests = await _guests(conn, house, form.speaker, draft, people)
            commands = _commands(draft, host.person_id, guests)
            await drafts.drop(conn, form)
            if draft.asks_first:
                await asking.ask(house, host.person_id, commands, _asked(house, people, guests))
                return {"asked": len(people)}
            outcome = await schedule_day(house, commands)
            refused = [await self._refusal(conn, *each) for each in outcome.refused]
            return {"sent": len(outcome.scheduled), "refused": refused}

        answer, _ = await once(self._house, SEEN_IN_SLACK, f"form:{form.key}", act)
        return answer

    async def _not_sent(self, form: Form, view: ViewBody, error: Exception) -> tuple[Json, Passage]:
        """Return the step once more with what stood against it; what the guard refused is held."""
        sentence = error.sentence if isinstance(error, FieldFaults) else told(self._house, error)
        try:
            if isinstance(error, ContactInText):
                async with self._house.database.connection() as conn:
                    draft = with_choices(await drafts.load(conn, self._house, form), view)
                people = await picked(self._colleagues, draft.colleagues)
                await self._hold(form.speaker, draft, people, error)
            content, passage = await self.again(form, view, warning=sentence)
        except AnteroomError:
            content, passage = done_view([f"*Nothing was sent.* {escaped(sentence)}"]), Passage()
        return {"response_action": "update", "view": content}, passage

    async def _hold(
        self, speaker: Speaker, draft: Draft, people: Sequence[Colleague], error: ContactInText
    ) -> None:
        """Hold what the guard refused in a form: other words send it then, as that message says.

        What was to be asked in several interviews, or of one's own people first, is only read again.
        """
        if error.unsent is None:
            return
        single = len(draft.proposals) == 1 and not draft.asks_first
        async with self._house.database.transaction() as conn:
            host = await _host(conn, speaker)
            if single:
                # What was undone took the persons with it that these colleagues became. What is held names
                # no address of theirs to its writer, so none that Slack told is kept.
                unwritten = [replace(each, email="") for each in people]
                guests = await _guests(conn, self._house, speaker, draft, unwritten)
                errand = ToSchedule(_commands(draft, host.person_id, guests)[0])
                error.unsent = replace(error.unsent, errand=errand)
            else:
                errand_only = ToPrepare(error.unsent.proposal_id, host.person_id)
                error.unsent = replace(error.unsent, errand=errand_only)
        await hold_refused(self._house, error, Way.SLACK)

    async def _refusals(self, refused: Sequence[tuple[str, AnteroomError]]) -> str:
        async with self._house.database.connection() as conn:
            return " ".join([await self._refusal(conn, *each) for each in refused])

    async def _refusal(self, conn: Connection, proposal_id: str, error: AnteroomError) -> str:
        proposal = await proposals.proposal(conn, proposal_id)
        freelancer = await proposals.member_by_person(conn, proposal.freelancer_id)
        who = escaped(isolated(freelancer.label)) if freelancer else "One of them"
        return f"{who}: {escaped(told(self._house, error))}"


def with_choices(draft: Draft, view: ViewBody) -> Draft:
    """Return a draft with what was chosen in the second step: who must be there, names, addresses."""
    keys, guests = (*draft.colleagues, *(guest.email for guest in draft.guests)), []
    may = draft.may
    if MAY in view.blocks:
        chosen = {each.value for each in view.element(MAY).selected_options or []}
        may = tuple(key for number, key in enumerate(keys) if str(number) in chosen)
    for number, guest in enumerate(draft.guests, start=len(draft.colleagues)):
        shown = f"label:{number}" in view.blocks
        label = (view.element(f"label:{number}").value or "").strip() if shown else guest.label
        guests.append(msgspec.structs.replace(guest, label=label))
    addresses = draft.addresses
    if "addresses" in view.blocks:
        addresses = bool(view.element("addresses").selected_options)
    return msgspec.structs.replace(draft, may=may, guests=tuple(guests), addresses=addresses)


async def _host(conn: Connection, speaker: Speaker) -> Account:
    account = await account_of(conn, speaker)
    if account is None or not account.linked:
        raise NotAllowed(CONNECT)
    return account


async def _guests(
    conn: Connection, house: House, speaker: Speaker, draft: Draft, people: Sequence[Colleague]
) -> tuple[GuestWish, ...]:
    kept = [each if draft.addresses else replace(each, email="") for each in people]
    colleagues = await guests_of(conn, house, speaker.place, kept)
    return (
        *(
            replace(wish, required=each.user_id not in draft.may)
            for wish, each in zip(colleagues, people, strict=True)
        ),
        *(GuestWish(each.label, None, each.email, each.email not in draft.may) for each in draft.guests),
    )


def _commands(draft: Draft, host_id: str, guests: tuple[GuestWish, ...]) -> list[ScheduleInterview]:
    times = slots(draft.starts_at, draft.length, draft.minutes_between, len(draft.proposals))
    return [
        ScheduleInterview(
            proposal_id=proposal_id,
            actor=host_id,
            starts_at=starts_at,
            ends_at=ends_at,
            agenda=draft.agenda,
            nda=draft.nda,
            nda_title=draft.nda_title,
            guests=guests,
            link=draft.link,
            tool=draft.tool,
            poll=PollWish(draft.times, team_first=draft.first) if draft.others else None,
        )
        for proposal_id, (starts_at, ends_at) in zip(draft.proposals, times, strict=True)
    ]


def _asked(house: House, people: Sequence[Colleague], guests: Sequence[GuestWish]) -> list[Asked]:
    """Return the colleagues of a draft, who come first among its guests."""
    return [
        Asked(str(wish.person_id), checked_label(house, each.name, "guest"))
        for wish, each in zip(guests, people, strict=False)
    ]


def _passage(consent: Consent) -> Passage:
    return Passage(readers=consent.readers, minted=consent.own)
