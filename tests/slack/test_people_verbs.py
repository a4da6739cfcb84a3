"""Looping people in, letting them go, handing over: typed by people, answered by signed HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from anteroom.interviews import actions as heart
from anteroom.interviews.model import Interview, Role
from anteroom.passes.seats import NotOpen, seat_of_pass
from anteroom.sandbox.slack.model import View
from anteroom_slack.cards.press import reference
from slack_bureau import CONTACTS, DANA, MAYA, TOMAS, TUESDAY, Bureau, actions, words


async def _labels(bureau: Bureau) -> list[str]:
    return [party.label for party in (await bureau.interview()).present]


async def _events(bureau: Bureau, interview: Interview) -> list[str]:
    async with bureau.house.database.connection() as conn:
        rows = await conn.fetch(
            "select event from ledger_entry where chain = $1 order by number", interview.id
        )
    return [row["event"] for row in rows]


def _view(bureau: Bureau, user: str = MAYA) -> View:
    view = bureau.slack.open_view(user)
    assert view is not None
    return view


async def _refused(bureau: Bureau, user: str, typed: str) -> str:
    answer = await bureau.slack.command(user, "/interview", typed)
    await bureau.settle()
    assert bureau.slack.open_view(user) is None
    assert answer.message is not None, typed
    return words(answer.message)


async def test_it_loops_a_colleague_in_after_asking_once_more(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [TOMAS]})
    await bureau.open_form(text=f"add {reference(interview.id)} @dana")
    assert _view(bureau).values["colleagues"]["colleagues"]["selected_users"] == ["U0DANA"]
    assert DANA not in await _labels(bureau)
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    assert await _labels(bureau) == [MAYA, "Leo Marchetti", TOMAS, DANA]
    assert "Proposed" in words(bureau.card(DANA))
    assert DANA in words(bureau.card(TOMAS))


async def test_it_names_the_way_to_each_before_it_loops_anybody_in(bureau: Bureau) -> None:
    """An address that Slack tells is written to only where the form has named it."""
    interview = await bureau.schedule()
    await bureau.open_form(text=f"add {reference(interview.id)} @dana")
    assert "a calendar invitation to dana.w@larkfield.example, *an address that Slack told*" in str(
        _view(bureau).blocks
    )
    await bureau.slack.close(MAYA)
    await bureau.open_form(text=f"add {reference(interview.id)}")
    bureau.slack.slow("views.update", 0.3)
    await bureau.slack.fill(MAYA, {"colleagues": [DANA]})
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    guest = (await bureau.interview()).parties[2]
    async with bureau.house.database.connection() as conn:
        assert not await bureau.house.vault.has(conn, guest.person_id, "email")


async def test_it_loops_somebody_in_who_need_not_come(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [TOMAS]})
    await bureau.open_form(text=f"add {reference(interview.id)} @dana")
    await bureau.slack.fill(MAYA, {"may": ["may"]})
    assert await bureau.slack.submit(MAYA) is None
    assert [party.required for party in (await bureau.interview()).parties[2:]] == [True, False]


async def test_it_shows_a_typed_address_to_who_typed_it_and_to_nobody_else(bureau: Bureau) -> None:
    """What a host types is shown once more in the form; after that it lies in the vault alone."""
    interview = await bureau.schedule({"colleagues": [DANA]})
    typed = (
        f"add {reference(interview.id)} “Ines, Legal” <mailto:ines@falk.example|ines@falk.example> <@U0TOMAS>"
    )
    await bureau.open_form(text=typed)
    view = _view(bureau)
    assert view.values["emails"]["emails"]["value"] == "Ines, Legal <ines@falk.example>"
    assert view.values["colleagues"]["colleagues"]["selected_users"] == ["U0TOMAS"]
    assert "ines@falk" not in view.body["private_metadata"]
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    assert await _labels(bureau) == [MAYA, "Leo Marchetti", DANA, TOMAS, "Ines, Legal"]
    seen = [c for c in bureau.slack.captures if b"ines@falk.example" in c.body]
    assert {name for capture in seen for name in capture.to} == {MAYA}
    async with bureau.house.database.connection() as conn:
        rows = await conn.fetch("select * from seen union all select source, key, at, answer from seen")
        assert "ines@falk" not in str([dict(row) for row in rows])


async def test_it_opens_the_form_for_the_freelancers_own_address_as_for_any_other(bureau: Bureau) -> None:
    """Whoever guesses an address must not learn from a refusal whose it is."""
    interview = await bureau.schedule()
    await bureau.open_form(text=f"add {reference(interview.id)} {CONTACTS['per_leo']['email']}")
    assert await bureau.slack.submit(MAYA) is None
    assert len((await bureau.interview()).present) == 3


async def test_it_shows_a_name_that_is_a_contact_detail_as_a_role(bureau: Bureau) -> None:
    interview = await bureau.schedule()
    await bureau.open_form(text=f'add {reference(interview.id)} "dana.w at gmail dot com" d@x.example')
    assert await bureau.slack.submit(MAYA) is None
    assert (await _labels(bureau))[-1] == "Guest of the client"


async def test_it_refuses_in_place_whom_it_cannot_ask(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await bureau.open_form(text="add")
    faults = await bureau.slack.submit(MAYA)
    assert faults == {"colleagues": "Choose a colleague here, or write an e-mail address below."}
    for values, field, said in (
        ({"colleagues": ["Gus Guest"]}, "colleagues", "guest in this workspace"),
        ({"colleagues": [DANA]}, "colleagues", "named twice"),
        ({"emails": "nobody@"}, "emails", "Line 1 is no e-mail address"),
    ):
        await bureau.slack.fill(MAYA, {"colleagues": [], "emails": "", **values})
        faults = await bureau.slack.submit(MAYA)
        assert faults is not None
        assert list(faults) == [field]
        assert said in faults[field]
    assert await _labels(bureau) == [MAYA, "Leo Marchetti", DANA]


async def test_it_lets_a_guest_go_and_shuts_its_door_at_once(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA, TOMAS]})
    dana = interview.parties[2]
    door = bureau.house.mint.link(dana.id, dana.epoch).partition("#")[2]
    await bureau.open_form(text="remove @dana")
    view = _view(bureau)
    assert view.values["party"]["party"]["selected_option"]["value"] == dana.id
    assert view.body["submit"]["text"] == "Let go"
    assert DANA in await _labels(bureau)
    async with bureau.house.database.connection() as conn:
        assert (await seat_of_pass(conn, bureau.house, door)).party.id == dana.id
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    assert await _labels(bureau) == [MAYA, "Leo Marchetti", TOMAS]
    async with bureau.house.database.connection() as conn:
        try:
            await seat_of_pass(conn, bureau.house, door)
        except NotOpen:
            pass
        else:
            raise AssertionError("the pass of somebody who was let go still opens")
    card = bureau.card(DANA)
    assert "No longer needed" in words(card)
    assert actions(card) == []
    assert DANA not in words(bureau.card(TOMAS))
    assert await _events(bureau, interview) == ["interview.proposed", "party.removed"]
    await bureau.slack.command(DANA, "/interview", "list")
    assert "no interviews ahead" in bureau.told(DANA)


async def test_it_finds_a_guest_by_name_and_never_by_address(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA, TOMAS], "emails": "Ines, Legal <ines@falk.example>"})
    await bureau.open_form(text="remove ines")
    chosen = _view(bureau).values["party"]["party"]["selected_option"]
    assert chosen["text"]["text"] == "Ines, Legal (guest)"
    await bureau.slack.close(MAYA)
    for typed in ("remove ines@falk.example", "remove leo marchetti", "remove nobody"):
        assert "Only guests can be let go" in await _refused(bureau, MAYA, typed)
    assert "One at a time" in await _refused(bureau, MAYA, "remove @dana @tomas")


async def test_it_lets_neither_the_host_nor_the_freelancer_go(bureau: Bureau) -> None:
    """Not even a form of somebody's own making does."""
    interview = await bureau.schedule({"colleagues": [DANA]})
    await bureau.open_form(text="remove")
    options = _view(bureau).blocks[1]["element"]["options"]
    assert [each["text"]["text"] for each in options] == [f"{DANA} (guest)"]
    for party in (interview.host, interview.candidate):
        options[0]["value"] = party.id
        await bureau.slack.fill(MAYA, {"party": party.id})
        faults = await bureau.slack.submit(MAYA)
        assert faults == {"party": "An interview needs its host and its freelancer. Cancel it instead."}
    assert len(await _labels(bureau)) == 3


async def test_it_hands_over_to_a_colleague_who_then_alone_hosts(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await bureau.open_form(text="hand over to @dana")
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    assert (await bureau.interview()).host.label == DANA
    assert actions(bureau.card(DANA)) == ["move", "add", "hand_over", "cancel"]
    assert f"Only the host, {DANA}," in await _refused(bureau, MAYA, "cancel")
    assert f"Only the host, {DANA}," in await _refused(bureau, MAYA, "hand over @dana")
    await bureau.open_form(DANA, "cancel")


async def test_it_hands_over_to_nobody_who_is_not_in_it_or_of_the_other_side(bureau: Bureau) -> None:
    await bureau.schedule()
    for typed in ("hand over @dana", "hand over leo", "hand over"):
        assert "Only somebody of your own side who is in the interview" in await _refused(bureau, MAYA, typed)


async def test_it_lets_nobody_but_the_host_change_who_is_in_it(bureau: Bureau) -> None:
    """The command refuses, and so does a form that was open when the hosting changed."""
    await bureau.schedule({"colleagues": [DANA, TOMAS]})
    for typed in ("add tomas@corp.example", "remove @tomas", "hand over @tomas"):
        said = await _refused(bureau, DANA, typed)
        assert f"Only the host, {MAYA}," in said
        assert "Reference:" in said
    await bureau.open_form(text="remove @tomas")
    interview = await bureau.interview()
    await heart.hand_over(bureau.house, interview.id, "per_maya", interview.parties[2].id)
    assert await bureau.slack.submit(MAYA) == {"party": "Only the host can do this."}
    assert TOMAS in await _labels(bureau)


async def test_it_tells_a_stranger_to_the_interview_nothing_of_it(bureau: Bureau) -> None:
    """Whoever knows its name gets the answer that everybody gets for a name that does not exist."""
    his = await bureau.schedule({"colleagues": [TOMAS]})
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY + timedelta(days=1), "length": "45", "proposal": "prp_1"})
    assert await bureau.send() is None
    other = next(each for each in await bureau.interviews() if each.id != his.id)
    for verb in ("show", "join", "remove", "hand over"):
        said = await _refused(bureau, TOMAS, f"{verb} {other.id}")
        assert "no such interview" in said, verb
    for typed in ("add @tomas", "show"):
        assert "Connect your" in await _refused(bureau, DANA, f"{typed} {reference(other.id)}")


async def test_it_does_a_form_once_that_arrives_three_times(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    button = bureau.card(MAYA).action("move")
    assert button is not None
    emails = {"emails": {"type": "plain_text_input", "value": "Ines <ines@falk.example>"}}
    added = _submission(bureau, "V7", "add", button["value"], {"emails": emails})
    party = {"party": {"type": "static_select", "selected_option": {"value": interview.parties[2].id}}}
    removed = _submission(bureau, "V8", "remove", button["value"], {"party": party})
    for body in (added, removed):
        answers = [await _post(bureau, body) for _ in range(3)]
        assert answers == [(200, {"response_action": "clear"})] * 3
    await bureau.settle()
    assert await _labels(bureau) == [MAYA, "Leo Marchetti", "Ines"]
    assert await _events(bureau, interview) == ["interview.proposed", "party.added", "party.removed"]


async def test_it_asks_somebody_once_whom_two_forms_add_at_once(bureau: Bureau) -> None:
    interview = await bureau.schedule()
    button = bureau.card(MAYA).action("move")
    assert button is not None
    emails = {"emails": {"type": "plain_text_input", "value": "ines@falk.example"}}
    colleagues = {"colleagues": {"type": "multi_users_select", "selected_users": ["U0DANA"]}}
    fields: list[dict[str, Any]] = [{"emails": emails}, {"colleagues": colleagues}]
    for field in fields:
        bodies = [
            _submission(bureau, f"V{n}{len(str(field))}", "add", button["value"], field) for n in range(4)
        ]
        answers = await asyncio.gather(*(_post(bureau, body) for body in bodies))
        assert {status for status, _ in answers} == {200}
        done = [said for _, said in answers if said == {"response_action": "clear"}]
        faults = [said for _, said in answers if said.get("response_action") == "errors"]
        assert len(done) == 1, await _labels(bureau)
        assert all("named twice" in str(said) for said in faults), faults
    await bureau.settle()
    assert len(await _labels(bureau)) == 4
    assert (await _events(bureau, interview)).count("party.added") == 2
    async with bureau.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from slack_account where user_id = 'U0DANA'") == 1


async def test_it_lets_one_of_two_go_first_when_they_hand_over_at_once(bureau: Bureau) -> None:
    """Two forms of one host, to two colleagues: the second is refused, since the first gave it away."""
    interview = await bureau.schedule({"colleagues": [DANA, TOMAS]})
    button = bureau.card(MAYA).action("move")
    assert button is not None
    bodies = []
    for number, party in enumerate(interview.parties[2:]):
        field = {"party": {"type": "static_select", "selected_option": {"value": party.id}}}
        bodies.append(_submission(bureau, f"VH{number}", "hand_over", button["value"], {"party": field}))
    answers = await asyncio.gather(*(_post(bureau, body) for body in bodies))
    assert sorted(said["response_action"] for _, said in answers) == ["clear", "errors"]
    after = await bureau.interview()
    assert after.host.label in (DANA, TOMAS)
    assert sum(party.role is Role.HOST for party in after.present) == 1


def _submission(bureau: Bureau, view_id: str, callback: str, metadata: str, values: dict[str, Any]) -> bytes:
    team = bureau.slack.workspace.team
    empty = {"emails": {"emails": {"type": "plain_text_input", "value": None}}}
    payload: dict[str, Any] = {
        "type": "view_submission",
        "team": {"id": team, "domain": "t"},
        "user": {"id": "U0MAYA", "name": "x", "team_id": team},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": f"1.2.{view_id}",
        "response_urls": [],
        "view": {
            "id": view_id,
            "type": "modal",
            "hash": "1.a",
            "callback_id": callback,
            "private_metadata": metadata,
            "state": {"values": (empty if callback == "add" else {}) | values},
        },
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


async def _post(bureau: Bureau, body: bytes) -> tuple[int, dict[str, Any]]:
    stamp = str(int(bureau.clock.now().timestamp()))
    secret = bureau.house.settings.secrets.slack_signing_secret.encode()
    digest = hmac.new(secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }
    async with bureau.http.post(bureau.slack.app_url, data=body, headers=headers) as answer:
        return answer.status, await answer.json()
