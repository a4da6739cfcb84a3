"""Modals as they are submitted: the interview is committed before Slack gets its answer."""

from __future__ import annotations

from typing import Any

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError, BadInput, ContactInText, NotAllowed
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews.commands import ProposeCounter
from anteroom.once import once
from anteroom.texts.holding import hold_refused
from anteroom.texts.model import Way
from anteroom_slack.cards.held import HeldPresses
from anteroom_slack.errors import told
from anteroom_slack.forms import (
    after,
    consent_view,
    poll_extend,
    reporting,
    schedule_modal,
    settings_modal,
    times,
    travel,
    week_in,
    week_modal,
    why,
)
from anteroom_slack.forms.people_in import PeopleForms
from anteroom_slack.forms.scheduling import CLEAR, Scheduling
from anteroom_slack.forms.submission import FieldFaults, ViewBody, faults_of, read_time
from anteroom_slack.line import Line
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.people.colleagues import Colleagues
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.typed.account_verbs import settled

NOT_YOURS = "This is not your interview."


class Submissions:
    """Takes what is submitted and answers as Slack wants it: nothing, or faults at their fields."""

    def __init__(self, line: Line, colleagues: Colleagues, held: HeldPresses) -> None:
        self._line = line
        self._held = held
        self._scheduling = Scheduling(line.house, colleagues)
        self._people = PeopleForms(line.house, colleagues)

    async def submitted(self, speaker: Speaker, view: ViewBody) -> tuple[dict[str, Any], Passage]:
        """Return the acknowledgement's body, and what the door is told of it."""
        try:
            match view.callback_id:
                case schedule_modal.CALLBACK:
                    return await self._scheduling.filled(speaker, view)
                case consent_view.CALLBACK:
                    return await self._scheduling.consented(speaker, view)
                case "add" | "remove" | "hand_over":
                    await self._people.submitted(speaker, view)
                case "counter" | "move" | "cancel":
                    await self._change(speaker, view)
                case reporting.CALLBACK:
                    return await reporting.reported(self._line.house, speaker, view)
                case settings_modal.CALLBACK:
                    await settled(self._line.house, speaker, view)
                case week_modal.CALLBACK:
                    await week_in.kept_week(self._line.house, speaker, view)
                case travel.CALLBACK:
                    await travel.travelled(self._line.house, speaker, view)
                case poll_extend.CALLBACK:
                    await poll_extend.extended(self._line.house, speaker, view)
                case times.CALLBACK:
                    await times.offered_times(self._line.house, speaker, view)
                case after.REBOOK:
                    await after.rebooked(self._line.house, speaker, view)
                case after.CONTEST:
                    return await after.contested(self._line.house, speaker, view)
                case why.CALLBACK:
                    return await why.said_why(self._line.house, speaker, view)
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
            return {"response_action": "errors", "errors": faults}, Passage()
        except Exception as error:  # whatever it is, the person keeps what was typed and gets a reference
            wrong = BadInput(told(self._line.house, error))
            return {"response_action": "errors", "errors": faults_of(wrong, view)}, Passage()
        return CLEAR, Passage()

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
