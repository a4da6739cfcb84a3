"""Modals as they are submitted: the interview is committed before Slack gets its answer."""

from __future__ import annotations

from typing import Any

from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError, BadInput, ContactInText, NotAllowed
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews.commands import GuestWish, ProposeCounter, ScheduleInterview
from anteroom.once import once
from anteroom.texts.holding import hold_refused
from anteroom.texts.model import Way
from anteroom_slack.accounts import Speaker, account_of
from anteroom_slack.colleagues import Colleagues
from anteroom_slack.errors import told
from anteroom_slack.held import HeldPresses
from anteroom_slack.line import Line
from anteroom_slack.people_in import PeopleForms
from anteroom_slack.picked import guests_of, picked
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.submission import FieldFaults, ViewBody, Wanted, faults_of, read_schedule, read_time

NOT_YOURS = "This is not your interview."
CLEAR = {"response_action": "clear"}


class Submissions:
    """Takes what is submitted and answers as Slack wants it: nothing, or faults at their fields."""

    def __init__(self, line: Line, colleagues: Colleagues, held: HeldPresses) -> None:
        self._line = line
        self._colleagues = colleagues
        self._held = held
        self._people = PeopleForms(line.house, colleagues)

    async def submitted(self, speaker: Speaker, view: ViewBody) -> dict[str, Any]:
        """Return the acknowledgement's body."""
        try:
            match view.callback_id:
                case "schedule":
                    await self._schedule(speaker, view)
                case "add" | "remove" | "hand_over":
                    await self._people.submitted(speaker, view)
                case "counter" | "move" | "cancel":
                    await self._change(speaker, view)
                case "held":
                    await self._reword(speaker, view)
                case _:
                    raise BadInput("This form is from an older version. Type `/interview` again.")
        except AnteroomError as error:
            if isinstance(error, ContactInText):
                await hold_refused(self._line.house, error, Way.SLACK)
            faults = faults_of(error, view)
            if not isinstance(error, FieldFaults):
                faults = dict.fromkeys(faults, told(self._line.house, error))
            return {"response_action": "errors", "errors": faults}
        except Exception as error:  # whatever it is, the person keeps what was typed and gets a reference
            wrong = BadInput(told(self._line.house, error))
            return {"response_action": "errors", "errors": faults_of(wrong, view)}
        return CLEAR

    async def _schedule(self, speaker: Speaker, view: ViewBody) -> None:
        wanted = read_schedule(view)
        people = await picked(self._colleagues, wanted.colleagues)

        async def act(house: House, conn: Connection) -> dict[str, Any]:
            account = await account_of(conn, speaker)
            if account is None or not account.linked:
                raise NotAllowed("Connect your account first: type `/interview`.")
            guests = await guests_of(conn, house, speaker.team_id, people)
            made = await actions.schedule(house, _command(wanted, account.person_id, guests))
            return {"interview": made.id}

        await once(self._line.house, SEEN_IN_SLACK, view.key, act)

    async def _change(self, speaker: Speaker, view: ViewBody) -> None:
        press = view.press
        reason = (view.element("reason").value or "").strip()
        comment = (view.element("comment").value or "").strip()
        starts_at, ends_at = (None, None) if view.callback_id == "cancel" else read_time(view)

        async def act(house: House, conn: Connection) -> dict[str, Any]:
            account = await account_of(conn, speaker)
            if account is None:
                raise NotAllowed(NOT_YOURS)
            if starts_at is None or ends_at is None:
                await actions.cancel(house, press.interview, account.person_id, reason)
            elif view.callback_id == "move":
                await actions.move(house, press.interview, account.person_id, starts_at, ends_at)
            else:
                counter = ProposeCounter(
                    press.interview, account.person_id, starts_at, ends_at, comment, press.sequence
                )
                await actions.counter(house, counter)
            return {"interview": press.interview}

        await once(self._line.house, SEEN_IN_SLACK, view.key, act)

    async def _reword(self, speaker: Speaker, view: ViewBody) -> None:
        async def act(house: House, conn: Connection) -> dict[str, Any]:
            return await self._held.submitted(house, conn, speaker, view)

        await once(self._line.house, SEEN_IN_SLACK, view.key, act)


def _command(wanted: Wanted, person_id: str, colleagues: list[GuestWish]) -> ScheduleInterview:
    return ScheduleInterview(
        proposal_id=wanted.proposal_id,
        actor=person_id,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        agenda=wanted.agenda,
        nda=wanted.nda,
        guests=(*colleagues, *wanted.guests),
    )
