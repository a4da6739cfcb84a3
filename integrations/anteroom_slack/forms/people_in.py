"""The forms about people as they are submitted: each is authorised here, whatever the form showed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.interviews import actions, hosting
from anteroom.once import once
from anteroom_slack.forms.people_modal import MAY
from anteroom_slack.forms.submission import FieldFaults, ViewBody, read_people
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.people.colleagues import Colleagues
from anteroom_slack.people.picked import as_shown, guests_of, picked
from anteroom_slack.seen import SEEN_IN_SLACK

NOT_YOURS = "This is not your interview."
NOBODY = "Choose a colleague here, or write an e-mail address below."
NO_CHOICE = "Choose somebody."


class PeopleForms:
    """Loops people in, lets one go, hands over. The same form submitted twice does it once."""

    def __init__(self, house: House, colleagues: Colleagues) -> None:
        self._house = house
        self._colleagues = colleagues

    async def submitted(self, speaker: Speaker, view: ViewBody) -> None:
        """Do what the form says. Raises FieldFaults, and what the heart raises; nothing is changed then."""
        if view.callback_id == "add":
            await self._add(speaker, view)
            return
        chosen = view.element("party").selected_option
        if chosen is None:
            raise FieldFaults({"party": NO_CHOICE})
        party_id, interview_id = chosen.value, view.press.interview

        async def act(house: House, conn: Connection) -> dict[str, Any]:
            person_id = await _person(conn, speaker)
            if view.callback_id == "remove":
                await hosting.remove_party(house, interview_id, person_id, party_id)
            else:
                await actions.hand_over(house, interview_id, person_id, party_id)
            return {"interview": interview_id}

        await once(self._house, SEEN_IN_SLACK, view.key, act)

    async def _add(self, speaker: Speaker, view: ViewBody) -> None:
        interview_id = view.press.interview
        user_ids, typed = read_people(view)
        if not user_ids and not typed:
            raise FieldFaults({"colleagues": NOBODY})
        must = not view.element(MAY).selected_options
        people = [as_shown(each, view) for each in await picked(self._colleagues, user_ids)]

        async def act(house: House, conn: Connection) -> dict[str, Any]:
            person_id = await _person(conn, speaker)
            guests = (*await guests_of(conn, house, speaker.place, people), *typed)
            wishes = tuple(replace(wish, required=must) for wish in guests)
            await hosting.add_guests(house, interview_id, person_id, wishes)
            return {"interview": interview_id}

        await once(self._house, SEEN_IN_SLACK, view.key, act)


async def _person(conn: Connection, speaker: Speaker) -> str:
    account = await account_of(conn, speaker)
    if account is None:
        raise NotAllowed(NOT_YOURS)
    return account.person_id
