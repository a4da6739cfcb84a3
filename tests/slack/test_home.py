"""The Home tab: what lies ahead and what is known of the person, in its newest state."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

from anteroom.interviews import actions as heart
from anteroom.interviews.model import Answer
from anteroom.sandbox.slack.model import View
from anteroom_slack.cards.press import reference
from slack_bureau import CONTACTS, DANA, MAYA, TOMAS, TUESDAY, Bureau

PLACE = "Harbourline"


async def _open(bureau: Bureau, user: str) -> View:
    await bureau.slack.open_home(user)
    await bureau.settle()
    view = bureau.slack.home(user)
    assert view is not None
    return view


def _shown(bureau: Bureau, user: str) -> str:
    view = bureau.slack.home(user)
    assert view is not None
    return json.dumps(view.blocks, ensure_ascii=False)


def _modal(bureau: Bureau, user: str) -> dict[str, Any]:
    view = bureau.slack.open_view(user)
    assert view is not None
    return view.body


async def test_it_asks_a_stranger_to_connect_and_shows_more_once_that_is_done(strange_bureau: Bureau) -> None:
    bureau = strange_bureau
    await _open(bureau, MAYA)
    assert f"once your {PLACE} account is connected" in _shown(bureau, MAYA)
    await bureau.slack.click(MAYA, "home", "continue:connect")
    await bureau.settle()
    assert "/slack/link?state=" in json.dumps(_modal(bureau, MAYA))
    await bureau.slack.close(MAYA)
    await bureau.link("U0MAYA", "per_maya")
    await _open(bureau, MAYA)
    shown = _shown(bureau, MAYA)
    assert "No interviews ahead." in shown
    assert f"connected as {MAYA}" in shown
    assert "Europe/Berlin" in shown and "change it there" in shown
    assert "*Working hours:* not set" in shown


async def test_it_follows_the_own_interviews_and_publishes_nothing_for_who_never_looked(
    bureau: Bureau,
) -> None:
    await _open(bureau, MAYA)
    interview = await bureau.schedule({"colleagues": [DANA]})
    name = reference(interview.id)
    assert f"`{name}`" in _shown(bureau, MAYA) and "0 of 2 others accepted" in _shown(bureau, MAYA)
    assert bureau.slack.home(DANA) is None
    await heart.answer(bureau.house, interview.id, "per_leo", Answer.ACCEPTED)
    before = bureau.calls("views.publish")
    await bureau.settle()
    # One answer is two events and one publication.
    assert bureau.calls("views.publish") == before + 1
    assert "1 of 2 others accepted" in _shown(bureau, MAYA) and "Scheduled" in _shown(bureau, MAYA)
    assert not [
        each for contact in CONTACTS.values() for each in contact.values() if each in _shown(bureau, MAYA)
    ]
    await heart.cancel(bureau.house, interview.id, "per_maya")
    await bureau.settle()
    assert "No interviews ahead." in _shown(bureau, MAYA)


async def test_its_buttons_do_what_those_of_the_card_do(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await _open(bureau, DANA)
    assert "a colleague invited you" in _shown(bureau, DANA)
    await bureau.slack.click(DANA, "home", "accept")
    await bureau.settle()
    assert (await bureau.interview()).parties[2].answer is Answer.ACCEPTED
    assert '"action_id": "accept"' not in _shown(bureau, DANA)
    # What changed since is said in a form: in the tab there is no conversation for it.
    interview = await bureau.interview()
    later = TUESDAY + timedelta(hours=1)
    await heart.move(bureau.house, interview.id, "per_maya", later, later + timedelta(hours=1))
    await bureau.slack.click(DANA, "home", "decline")
    await bureau.settle()
    assert "earlier time" in json.dumps(_modal(bureau, DANA))
    await bureau.slack.close(DANA)
    await bureau.slack.click(DANA, "home", "continue:help")
    await bureau.settle()
    assert "/interview schedule" in json.dumps(_modal(bureau, DANA))


async def test_it_knows_nobody_any_more_who_disconnected(bureau: Bureau) -> None:
    await bureau.schedule()
    await _open(bureau, MAYA)
    await bureau.slack.command(MAYA, "/interview", "disconnect")
    await bureau.settle()
    assert f"once your {PLACE} account is connected" in _shown(bureau, MAYA)
    assert "/i#" not in _shown(bureau, MAYA)


async def test_it_publishes_once_for_an_event_that_slack_repeats(bureau: Bureau) -> None:
    event = {"type": "app_home_opened", "user": "U0TOMAS", "channel": "D0", "tab": "home", "event_ts": "1.1"}
    team = bureau.slack.workspace.team
    told = {
        "type": "event_callback",
        "team_id": team,
        "event_id": "Ev0SAME",
        "event": event,
        "authorizations": [],
    }
    body, secret = json.dumps(told).encode(), bureau.house.settings.secrets.slack_signing_secret
    at = str(int(bureau.clock.now().timestamp()))
    signed = hmac.new(secret.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={signed}",
    }
    for _ in range(3):
        async with bureau.http.post(bureau.slack.app_url, data=body, headers=headers) as answer:
            assert answer.status == 200
    await bureau.settle()
    assert bureau.calls("views.publish") == 1
    await bureau.slack.event({**event, "tab": "messages", "user": "U0MAYA"})
    await bureau.settle()
    assert bureau.calls("views.publish") == 1
    assert bureau.slack.home(TOMAS) is not None
