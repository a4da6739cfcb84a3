"""Linking through the marketplace, and the command that waits for it."""

from __future__ import annotations

import re
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


async def _vouched(bureau: Bureau, state: str, member: str = "m-maya") -> tuple[int, str]:
    """Come back from the marketplace with its word for who is signed in there."""
    form = {"state": state, "viewer": bureau.viewer(member)}
    async with bureau.http.post(f"{bureau.url}/slack/linked", data=form) as answer:
        return answer.status, await answer.text()


async def _sure(bureau: Bureau, token: str) -> tuple[int, str]:
    """Press the button of our own page."""
    async with bureau.http.post(f"{bureau.url}/slack/linked/sure", data={"token": token}) as answer:
        return answer.status, await answer.text()


def _token(page: str) -> str:
    found = re.search(r'name="token" value="([\w.-]+)"', page)
    assert found is not None, page
    return found[1]


async def _confirm(bureau: Bureau, state: str, member: str = "m-maya") -> tuple[int, str]:
    status, page = await _vouched(bureau, state, member)
    return (status, page) if status != 200 else await _sure(bureau, _token(page))


async def _linked(bureau: Bureau) -> list[tuple[str, str]]:
    async with bureau.house.database.connection() as conn:
        rows = await conn.fetch("select user_id, person_id from slack_account where linked_at is not null")
    return [(row["user_id"], row["person_id"]) for row in rows]


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
    assert set(claims) == {"iss", "aud", "team", "org", "user", "jti", "iat", "exp"}
    async with strange_bureau.house.database.connection() as conn:
        kept = str(await conn.fetchval("select answer from seen where source = 'slack-link'"))
    assert "payments" not in kept
    assert "response" not in kept


async def test_it_links_nobody_on_the_marketplaces_word_alone(strange_bureau: Bureau) -> None:
    """Somebody may type the command and send its link to a member, who then confirms at the marketplace."""
    bureau = strange_bureau
    status, page = await _vouched(bureau, await _state(bureau, TOMAS))
    assert status == 200
    assert await _linked(bureau) == []
    assert "Slack user <strong><bdi>Tomás Rey</bdi></strong> (U0TOMAS)" in page
    assert "will act as <strong><bdi>Maya Okafor</bdi></strong> of Harbourline" in page
    # Anybody can name a workspace's users as they like: so it says whose workspace it is.
    assert f"in the workspace <strong><bdi>{bureau.slack.workspace.team.lower()}</bdi></strong>" in page
    assert "Only go on if you typed" in page
    assert (await _sure(bureau, _token(page)))[0] == 200
    assert await _linked(bureau) == [("U0TOMAS", "per_maya")]


async def test_it_says_the_users_id_where_slack_does_not_answer(strange_bureau: Bureau) -> None:
    bureau = strange_bureau
    state = await _state(bureau, TOMAS)
    await bureau.slack.stop()
    status, page = await _vouched(bureau, state)
    assert (status, "<strong>U0TOMAS</strong> in the workspace" in page) == (200, True)


async def test_it_takes_the_members_word_once_and_only_for_minutes(strange_bureau: Bureau) -> None:
    bureau = strange_bureau
    _, page = await _vouched(bureau, await _state(bureau, MAYA))
    assert (await _sure(bureau, _token(page)))[0] == 200
    assert (await _sure(bureau, _token(page)))[0] == 403
    _, page = await _vouched(bureau, await _state(bureau, TOMAS))
    bureau.clock.advance(timedelta(minutes=6))
    assert (await _sure(bureau, _token(page)))[0] == 403
    assert await _linked(bureau) == [("U0MAYA", "per_maya")]


async def test_it_takes_no_word_that_was_given_for_something_else(strange_bureau: Bureau) -> None:
    bureau = strange_bureau
    state = await _state(bureau, MAYA)
    _, page = await _vouched(bureau, state)
    claims = jwt.decode(_token(page), options={"verify_signature": False})
    secrets = bureau.house.settings.secrets
    header = {"typ": "slack-link-sure+jwt"}
    other_user = jwt.encode({**claims, "user": "U0TOMAS"}, "k" * 40, algorithm="HS256", headers=header)
    other_key = jwt.encode(claims, secrets.viewer_secret, algorithm="HS256", headers=header)
    long_lived = jwt.encode(
        {**claims, "exp": claims["exp"] + 3600}, secrets.link_key, algorithm="HS256", headers=header
    )
    for wrong in (other_user, other_key, long_lived, state, bureau.viewer("m-maya"), ""):
        assert (await _sure(bureau, wrong))[0] == 403, wrong
    assert await _linked(bureau) == []
