"""Linking through the marketplace, and the command that waits for it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt

from slack_bureau import DANA, MAYA, TOMAS, Bureau, words


async def _state(bureau: Bureau, user: str, text: str = "") -> str:
    answer = await bureau.slack.command(user, "/interview", text)
    assert answer.message is not None
    button = answer.message.action("connect")
    assert button is not None
    assert button["url"].startswith("http://anteroom.test/slack/link?state=")
    return parse_qs(urlsplit(button["url"]).query)["state"][0]


async def _confirm(bureau: Bureau, state: str, member: str = "m-maya") -> tuple[int, str]:
    form = {"state": state, "viewer": bureau.viewer(member)}
    async with bureau.http.post(f"{bureau.url}/slack/linked", data=form) as answer:
        return answer.status, await answer.text()


async def test_it_links_and_carries_on_with_what_was_typed(strange_bureau: Bureau) -> None:
    bureau = strange_bureau
    state = await _state(bureau, MAYA, "schedule p-payments tomorrow 3pm")
    async with bureau.http.get(
        f"{bureau.url}/slack/link", params={"state": state}, allow_redirects=False
    ) as out:
        assert out.status == 302
        target = urlsplit(out.headers["Location"])
    assert target.path == "/connect"
    query = parse_qs(target.query)
    assert query == {"return_to": ["http://anteroom.test/slack/linked"], "state": [state]}
    status, text = await _confirm(bureau, state)
    assert (status, "You are connected" in text) == (200, True)
    await bureau.settle()
    ready = bureau.slack.messages(MAYA)[-1]
    assert "Your form is ready" in words(ready)
    await bureau.slack.click(MAYA, ready, "continue")
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert "Tue 24 Nov, 15:00" in str(view.blocks)


async def test_it_answers_a_replayed_command_at_once_where_no_form_is_needed(strange_bureau: Bureau) -> None:
    state = await _state(strange_bureau, MAYA, "list")
    await _confirm(strange_bureau, state)
    await strange_bureau.settle()
    assert "no interviews ahead" in strange_bureau.told(MAYA)


async def test_it_learns_the_zone_from_slack_where_the_marketplace_told_none(
    strange_bureau: Bureau,
) -> None:
    async with strange_bureau.house.database.connection() as conn:
        await conn.execute("update person set time_zone = null where id = 'per_maya'")
    await _confirm(strange_bureau, await _state(strange_bureau, MAYA, "list"))
    await strange_bureau.settle()
    async with strange_bureau.house.database.connection() as conn:
        zone = await conn.fetchval("select time_zone from person where id = 'per_maya'")
    assert zone == "Europe/Berlin"


async def test_it_asks_an_invited_colleague_to_connect_before_scheduling_only(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    listed = await bureau.slack.command(DANA, "/interview", "list")
    assert listed.message is not None
    assert "Payments API in Go" in words(listed.message)
    asked = await bureau.slack.command(DANA, "/interview", "")
    assert asked.message is not None
    assert asked.message.action("connect") is not None


async def test_it_takes_a_state_once_and_only_while_it_is_fresh(strange_bureau: Bureau) -> None:
    bureau = strange_bureau
    state = await _state(bureau, MAYA)
    assert (await _confirm(bureau, state))[0] == 200
    assert (await _confirm(bureau, state))[0] == 403
    late = await _state(bureau, TOMAS)
    bureau.clock.advance(timedelta(minutes=26))
    assert (await _confirm(bureau, late))[0] == 403


async def test_it_takes_no_state_that_it_did_not_sign(strange_bureau: Bureau) -> None:
    bureau = strange_bureau
    state = await _state(bureau, MAYA)
    claims = jwt.decode(state, options={"verify_signature": False})
    forged = jwt.encode(claims, "k" * 40, algorithm="HS256", headers={"typ": "slack-link+jwt"})
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"typ": "slack-link+jwt"})
    secret = bureau.house.settings.secrets.link_key
    other_use = jwt.encode(claims, secret, algorithm="HS256", headers={"typ": "viewer+jwt"})
    for wrong in (forged, unsigned, other_use, "", "a.b.c"):
        assert (await _confirm(bureau, wrong))[0] == 403
        async with bureau.http.get(f"{bureau.url}/slack/link", params={"state": wrong}) as answer:
            assert answer.status == 403


async def test_it_links_nobody_whom_the_marketplace_does_not_vouch_for(strange_bureau: Bureau) -> None:
    bureau = strange_bureau
    state = await _state(bureau, MAYA)
    assert (await _confirm(bureau, state, member="m-nobody"))[0] == 403
    form = {"state": state, "viewer": "x.y.z"}
    async with bureau.http.post(f"{bureau.url}/slack/linked", data=form) as answer:
        assert answer.status == 403
    # What was refused used the state up in vain: it still works for the right member.
    assert (await _confirm(bureau, state))[0] == 200


async def test_it_puts_neither_command_nor_response_url_into_the_address(strange_bureau: Bureau) -> None:
    state = await _state(strange_bureau, MAYA, "schedule p-payments tomorrow 3pm")
    claims = jwt.decode(state, options={"verify_signature": False})
    assert set(claims) == {"iss", "aud", "team", "user", "jti", "iat", "exp"}
    async with strange_bureau.house.database.connection() as conn:
        kept = str(await conn.fetchval("select answer from seen where source = 'slack-link'"))
    assert "payments" not in kept
    assert "response" not in kept
