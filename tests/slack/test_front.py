"""What comes in at Slack's door: unsigned, stale, garbled, repeated, from elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from typing import Any
from urllib.parse import quote_plus, urlencode

from anteroom.interviews.model import Answer, Event
from slack_bureau import DANA, MAYA, TUESDAY, Bureau, words

FORM = "application/x-www-form-urlencoded"


def _signed(bureau: Bureau, body: bytes, stamp: str | None = None) -> dict[str, str]:
    at = stamp if stamp is not None else str(int(bureau.clock.now().timestamp()))
    secret = bureau.house.settings.secrets.slack_signing_secret.encode()
    digest = hmac.new(secret, b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"Content-Type": FORM, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


async def _post(bureau: Bureau, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    async with bureau.http.post(bureau.slack.app_url, data=body, headers=headers) as answer:
        return answer.status, await answer.text()


def _command(bureau: Bureau, text: str = "help", **other: str) -> dict[str, str]:
    return {
        "command": "/interview",
        "text": text,
        "team_id": bureau.slack.workspace.team,
        "user_id": "U0MAYA",
        "trigger_id": "1.2.abc",
        "response_url": f"{bureau.slack.url}/response/none",
        **other,
    }


async def test_it_takes_what_slack_signed(bureau: Bureau) -> None:
    body = urlencode(_command(bureau)).encode()
    assert (await _post(bureau, body, _signed(bureau, body)))[0] == 200


async def test_it_refuses_a_stamp_that_is_stale_or_no_number(bureau: Bureau) -> None:
    """slack_sdk's own verifier raises for some of these."""
    now = int(bureau.clock.now().timestamp())
    body = urlencode(_command(bureau)).encode()
    stamps = ["", "soon", "-1", "1e9", "٣", "0", "99999999999999", str(now - 301), str(now + 301)]
    for stamp in stamps:
        assert (await _post(bureau, body, _signed(bureau, body, stamp)))[0] == 401, stamp
    assert (await _post(bureau, body, _signed(bureau, body, str(now - 299))))[0] == 200


async def test_it_refuses_what_is_unsigned_or_signed_for_another_body(bureau: Bureau) -> None:
    body = urlencode(_command(bureau)).encode()
    assert (await _post(bureau, body, {"Content-Type": FORM}))[0] == 401
    assert (await _post(bureau, body + b"&x=1", _signed(bureau, body)))[0] == 401
    assert (await _post(bureau, b"ssl_check=1", {"Content-Type": FORM}))[0] == 401


async def test_it_refuses_a_body_larger_than_any_of_slacks(bureau: Bureau) -> None:
    body = b"text=" + b"x" * (600 * 1024)
    assert (await _post(bureau, body, _signed(bureau, body)))[0] == 413


UNREADABLE = (
    b"", b"payload=", b"payload={}", b"payload=[1]", b"payload=%7B%22type%22%3A1%7D", b"\xff\xfe", b"{}",
    b"command=/interview", b"payload=" + b"%5B" * 3000,
    quote_plus('payload={"type":"block_actions","user":{"id":7}}', safe="=").encode(),
    quote_plus('payload={"type":"shortcut","user":{"id":"U1","name":"a\\u0000"}}', safe="=").encode(),
    b"command=/interview&team_id=T1&user_id=U1&trigger_id=1&response_url=&text=a%00",
)  # fmt: skip


async def test_it_refuses_signed_bodies_that_slack_does_not_send(bureau: Bureau) -> None:
    for body in UNREADABLE:
        assert (await _post(bureau, body, _signed(bureau, body)))[0] == 400, body
        headers = _signed(bureau, body) | {"Content-Type": "application/json"}
        assert (await _post(bureau, body, headers))[0] == 400, body


async def test_it_takes_words_that_only_look_like_a_nul(bureau: Bureau) -> None:
    """The database takes no NUL; somebody who writes about one, or of one in JSON, has written none."""
    heard = {"type": "shortcut", "user": {"id": "U0MAYA"}, "callback_id": "\\u0000 and \\\\u0000"}
    body = urlencode({"payload": json.dumps(heard)}).encode()
    assert (await _post(bureau, body, _signed(bureau, body)))[0] == 200


def _mutated(value: Any, chance: random.Random) -> Any:
    """Return JSON with one place of it changed, dropped or of another type."""
    odd: list[Any] = [None, 7, -1, "", "x" * 300, [], {}, [None], {"id": None}, True, 1.5, "\u0000", "💥"]
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        if chance.random() < 0.1:
            return {name: inner for name, inner in value.items() if name != key}
        return {**value, key: _mutated(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        place = chance.randrange(len(value))
        return [*value[:place], _mutated(value[place], chance), *value[place + 1 :]]
    return chance.choice(odd)


async def test_it_never_fails_on_five_hundred_mutated_payloads(bureau: Bureau) -> None:
    """Each is signed, so only its shape is wrong; bits of the raw body and headers are changed too."""
    await bureau.schedule({"colleagues": [DANA]})
    chance = random.Random(5)
    seeds = [_press(bureau, "accept"), _submission(bureau), _suggestion(bureau), _event(bureau)]
    seeds += [
        _about_people(bureau, "add"),
        _about_people(bureau, "remove"),
        _about_people(bureau, "hand_over"),
    ]
    statuses = set()
    for number in range(500):
        seed = seeds[number % len(seeds)]
        if number % 5 == 4:
            raw = bytearray(urlencode({"payload": json.dumps(seed)}).encode())
            for _ in range(3):
                raw[chance.randrange(len(raw))] = chance.randrange(256)
            body, kind = bytes(raw), FORM
        elif seed["type"] == "event_callback":
            body, kind = json.dumps(_mutated(seed, chance)).encode(), "application/json"
        else:
            body, kind = urlencode({"payload": json.dumps(_mutated(seed, chance))}).encode(), FORM
        headers = _signed(bureau, body) | {"Content-Type": kind}
        if number % 11 == 10:
            headers["X-Slack-Signature"] = headers["X-Slack-Signature"][:-1] + "g"
        statuses.add((await _post(bureau, body, headers))[0])
    await bureau.settle()
    assert statuses <= {200, 400, 401, 404}
    assert {200, 400, 401} <= statuses


async def test_it_does_once_what_arrives_three_times(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    press = urlencode({"payload": json.dumps(_press(bureau, "accept"))}).encode()
    command = urlencode(_command(bureau, "move tomorrow 5pm", trigger_id="9.9.move")).encode()
    move = urlencode({"payload": json.dumps(_moving(bureau))}).encode()
    for body in (press, command, move):
        answers = [await _post(bureau, body, _signed(bureau, body)) for _ in range(3)]
        assert {status for status, _ in answers} == {200}
    await bureau.settle()
    interview = await bureau.interview()
    async with bureau.house.database.connection() as conn:
        events = await conn.fetch(
            "select event from ledger_entry where chain = $1 order by number", interview.id
        )
    assert [row["event"] for row in events] == ["interview.proposed", "interview.answered", "interview.moved"]
    assert len(bureau.cards(DANA)) == 1


async def test_it_schedules_once_from_a_submission_that_arrives_three_times(bureau: Bureau) -> None:
    body, said = urlencode({"payload": json.dumps(_submission(bureau))}).encode(), ""
    for _ in range(3):
        status, said = await _post(bureau, body, _signed(bureau, body))
        assert (status, json.loads(said)["response_action"]) == (200, "push")
    await bureau.settle()
    assert await bureau.interviews() == []
    last = _submission(bureau)
    shown = json.loads(said)["view"]
    last["view"] |= {name: shown[name] for name in ("callback_id", "private_metadata")}
    last["view"] |= {"id": "V9", "root_view_id": "V1", "state": {"values": {}}}
    body = urlencode({"payload": json.dumps(last)}).encode()
    for _ in range(3):
        status, said = await _post(bureau, body, _signed(bureau, body))
        assert (status, json.loads(said)) == (200, {"response_action": "clear"})
    await bureau.settle()
    assert len(await bureau.interviews()) == 1


async def test_it_forgets_the_token_when_the_app_is_removed(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await bureau.slack.uninstall()
    async with bureau.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from slack_installation") == 0
    body = urlencode({"payload": json.dumps(_press(bureau, "accept"))}).encode()
    assert (await _post(bureau, body, _signed(bureau, body)))[0] == 200
    await bureau.settle()
    assert (await bureau.interview()).parties[2].answer is Answer.ACCEPTED
    async with bureau.house.database.connection() as conn:
        party = (await bureau.interview()).parties[2]
        held = await conn.fetchrow("select state, trouble from effect where party_id = $1", party.id)
        reached = await bureau.house.adapters.for_event(Event.DOORS_OPEN)[0].reaches(
            conn, bureau.house, party.person_id
        )
    assert held is not None
    assert (held["state"], held["trouble"]) == ("held", "Anteroom is not installed in this workspace")
    assert not reached  # so the pass goes by mail


async def test_it_answers_slacks_own_questions(bureau: Bureau) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c4a7", "token": "t"}).encode()
    headers = _signed(bureau, body) | {"Content-Type": "application/json"}
    status, said = await _post(bureau, body, headers)
    assert (status, json.loads(said)) == (200, {"challenge": "c4a7"})
    body = b"ssl_check=1"
    assert (await _post(bureau, body, _signed(bureau, body)))[0] == 200


async def test_it_says_that_nobody_hears_what_it_never_asked_for(bureau: Bureau) -> None:
    closed = _submission(bureau) | {"type": "view_closed", "is_cleared": False}
    body = urlencode({"payload": json.dumps(closed)}).encode()
    assert await _post(bureau, body, _signed(bureau, body)) == (404, "")
    here = closed["team"]["id"]
    body = json.dumps({"type": "app_rate_limited", "team_id": here, "token": "t"}).encode()
    headers = _signed(bureau, body) | {"Content-Type": "application/json"}
    assert await _post(bureau, body, headers) == (404, "")


async def test_it_tells_another_workspace_that_it_is_not_installed_there(bureau: Bureau) -> None:
    body = urlencode(_command(bureau, team_id="T0OTHER")).encode()
    status, said = await _post(bureau, body, _signed(bureau, body))
    assert (status, "not installed" in said) == (200, True)


async def test_it_never_asks_slack_who_it_is(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await bureau.slack.click(DANA, bureau.card(DANA), "accept")
    await bureau.settle()
    assert bureau.calls("auth.test") == 0
    assert "✓" in words(bureau.card(MAYA))


def _person(bureau: Bureau, user: str) -> dict[str, Any]:
    team = bureau.slack.workspace.team
    return {
        "team": {"id": team, "domain": "t"},
        "user": {"id": user, "name": "x", "team_id": team},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": f"1.2.{user}",
    }


def _press(bureau: Bureau, name: str) -> dict[str, Any]:
    card = bureau.card(DANA)
    element = card.action(name)
    assert element is not None
    return _person(bureau, "U0DANA") | {
        "type": "block_actions",
        "container": {"type": "message", "message_ts": card.ts, "channel_id": card.channel},
        "channel": {"id": card.channel, "name": "directmessage"},
        "message": {"ts": card.ts, "text": card.text},
        "response_url": f"{bureau.slack.url}/response/none",
        "actions": [{"type": "button", "action_id": name, "block_id": "answer", "value": element["value"]}],
    }


def _submission(bureau: Bureau) -> dict[str, Any]:
    option = {"text": {"type": "plain_text", "text": "x"}, "value": "prp_1"}
    length = {"text": {"type": "plain_text", "text": "x"}, "value": "30"}
    values = {
        "proposal": {"proposal": {"type": "static_select", "selected_option": option}},
        "when": {"when": {"type": "datetimepicker", "selected_date_time": int(TUESDAY.timestamp())}},
        "length": {"length": {"type": "static_select", "selected_option": length}},
        "emails": {"emails": {"type": "plain_text_input", "value": "Ines <ines@falk.example>"}},
        "agenda": {"agenda": {"type": "plain_text_input", "value": "Go"}},
    }
    view = {
        "id": "V1",
        "type": "modal",
        "hash": "1.a",
        "callback_id": "schedule",
        "state": {"values": values},
    }
    return _person(bureau, "U0MAYA") | {"type": "view_submission", "view": view, "response_urls": []}


def _moving(bureau: Bureau) -> dict[str, Any]:
    button = bureau.card(MAYA).action("move")
    assert button is not None
    submission = _submission(bureau)
    submission["view"] |= {"id": "V2", "callback_id": "move", "private_metadata": button["value"]}
    submission["view"]["state"]["values"]["when"]["when"]["selected_date_time"] += 3600
    return submission


def _about_people(bureau: Bureau, callback_id: str) -> dict[str, Any]:
    submission = _moving(bureau)
    party = {"type": "static_select", "selected_option": {"value": "pty_none"}}
    submission["view"] |= {"id": f"V{callback_id}", "callback_id": callback_id}
    submission["view"]["state"]["values"] |= {"party": {"party": party}}
    return submission


def _suggestion(bureau: Bureau) -> dict[str, Any]:
    return _person(bureau, "U0MAYA") | {
        "type": "block_suggestion", "action_id": "proposal", "block_id": "proposal", "value": "pay",
        "container": {"type": "view", "view_id": "V1"},
    }  # fmt: skip


def _event(bureau: Bureau) -> dict[str, Any]:
    team = bureau.slack.workspace.team
    return {
        "type": "event_callback", "team_id": team, "event_id": "Ev1", "api_app_id": "A1", "event_time": 1,
        "event": {"type": "app_home_opened", "user": "U0MAYA", "channel": "D1", "tab": "home"},
        "authorizations": [{"team_id": team, "user_id": "U1", "is_bot": True, "enterprise_id": None}],
    }  # fmt: skip
