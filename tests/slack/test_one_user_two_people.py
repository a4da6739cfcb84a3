"""One Slack user who is two people to us: looped in as a guest, and somebody on the marketplace as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from anteroom.proposals import store
from anteroom.proposals.model import Member
from anteroom.sandbox.slack.model import Message
from slack_bureau import COLLEAGUES, DANA, MAYA, TOMAS, TUESDAY, Bureau, actions, open_bureau, words
from slack_office import another_workspace, connect_account, install, rows, said

TELLS = "an address that Slack told"


async def become_member(bureau: Bureau, user: str, name: str) -> None:
    """Let the marketplace have an account of somebody, and let that person connect it."""
    member = Member(
        f"per_{name}", f"m-{name}", "client", "org-1", user, "basic", None, 0, "Europe/Madrid", "en", ()
    )
    async with bureau.house.database.transaction() as conn:
        await store.put_member(conn, member, [], bureau.clock.now() - timedelta(days=1))
    await connect_account(bureau, bureau.slack, user, f"m-{name}")


def newest(bureau: Bureau, user: str) -> Message:
    return bureau.cards(user)[-1]


async def test_it_closes_a_guests_card_when_that_user_connects_an_account_and_says_where_it_goes_on(
    bureau: Bureau,
) -> None:
    """Slack told an address of Dana's, and none of Tomás's: his seat is reached by nothing any more."""
    interview = await bureau.schedule({"colleagues": [DANA, TOMAS]})
    await become_member(bureau, DANA, "dana")
    await become_member(bureau, TOMAS, "tomas")

    by_mail, lost = words(bureau.card(DANA)), words(bureau.card(TOMAS))
    assert "You connected your own account here since" in by_mail
    assert "The invitation goes on by mail." in by_mail
    assert f"{MAYA} can add you again" in lost
    assert actions(bureau.card(DANA)) == actions(bureau.card(TOMAS)) == []
    card, told = bureau.cards(MAYA)
    assert f"{TOMAS} (guest) – no answer yet (nothing reaches them)" in words(card)
    assert words(card).count("reach") == 1
    assert f"{TOMAS} is not reached as a guest in Slack any more, and nothing else reaches them" in words(
        told
    )

    name = interview.id.removeprefix("int_")[:6]
    await said(bureau.slack, MAYA, f"remove {name} {TOMAS}")
    await bureau.settle()
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    await said(bureau.slack, MAYA, f"add {name} @tomas")
    await bureau.settle()
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    await bureau.slack.click(TOMAS, newest(bureau, TOMAS), "accept")
    await bureau.settle()
    assert f"✓ {TOMAS}" in words(bureau.cards(MAYA)[0])


async def test_it_does_not_tell_whose_profile_was_picked_when_it_is_the_freelancers(bureau: Bureau) -> None:
    """Leo is in the client's workspace under another name: picked or not, all is as with anybody."""
    await bureau.link("U0DANA", "per_leo")
    await bureau.link("U0TOMAS", "per_maya")
    async with bureau.house.database.transaction() as conn:
        await conn.execute("delete from slack_account where user_id = 'U0TOMAS'")
    await bureau.open_form()
    await bureau.slack.fill(
        MAYA, {"when": TUESDAY, "length": "45", "proposal": "prp_1", "colleagues": [DANA], "first": ["first"]}
    )
    assert await bureau.slack.submit(MAYA) is None
    await bureau.slack.submit(MAYA)
    await bureau.settle()
    assert bureau.cards(DANA) == []  # a freelancer hears of no question
    shown = bureau.slack.open_view(MAYA)
    assert shown is not None and "no message would arrive" in str(shown.blocks)
    await bureau.slack.close(MAYA, everything=True)

    await bureau.open_form()
    await bureau.slack.fill(
        MAYA, {"when": TUESDAY, "length": "45", "proposal": "prp_1", "colleagues": [DANA, TOMAS]}
    )
    assert await bureau.slack.submit(MAYA) is None
    last_step = bureau.slack.open_view(MAYA)
    assert last_step is not None
    assert "New York" in str(last_step.blocks) and "Sao" not in str(last_step.blocks)
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    interview = await bureau.interview()
    assert [party.label for party in interview.parties] == [MAYA, "Leo Marchetti", DANA, TOMAS]
    card = words(bureau.card(MAYA))
    assert f"{DANA} (guest) – no answer yet\n" in card and f"{TOMAS} (guest) – no answer yet" in card
    assert len(bureau.cards(DANA)) == 1  # the freelancer's own
    await bureau.slack.click(DANA, bureau.card(DANA), "counter")
    await bureau.settle()
    await bureau.slack.fill(DANA, {"when": TUESDAY + timedelta(hours=1)})
    assert await bureau.slack.submit(DANA) is None
    await bureau.settle()
    assert f"{DANA}: " in words(bureau.card(MAYA)) and "zone unknown" not in words(bureau.card(MAYA))
    name = interview.id.removeprefix("int_")[:6]
    refused = []
    for user in ("@dana", "@tomas"):
        await said(bureau.slack, MAYA, f"add {name} {user}")
        await bureau.settle()
        refused.append(await bureau.slack.submit(MAYA))
        await bureau.slack.close(MAYA, everything=True)
    assert refused[0] == refused[1]
    assert "named twice" in str(refused[0])


async def test_it_names_no_address_that_it_would_not_use_for_who_is_known_elsewhere_in_the_organisation() -> (
    None
):
    async with (
        open_bureau(linked=False, installed=False, enterprise="E0LARK") as bureau,
        another_workspace(bureau, "T0SALES", COLLEAGUES, enterprise="E0LARK") as sales,
    ):
        await install(bureau, pressed="allow_organisation", query="?add=email")
        await bureau.slack.join_organisation()
        await sales.join_organisation()
        await connect_account(bureau, bureau.slack, MAYA, "m-maya")
        await bureau.open_form()
        await bureau.slack.fill(
            MAYA, {"when": TUESDAY, "length": "45", "proposal": "prp_1", "colleagues": [DANA]}
        )
        assert await bureau.slack.submit(MAYA) is None
        first = bureau.slack.open_view(MAYA)
        assert first is not None and TELLS in str(first.blocks)
        assert await bureau.slack.submit(MAYA) is None
        await bureau.settle()

        there = replace(bureau, slack=sales)
        await there.open_form()
        later = TUESDAY + timedelta(days=1)
        await sales.fill(MAYA, {"when": later, "length": "45", "proposal": "prp_1", "colleagues": [DANA]})
        assert await sales.submit(MAYA) is None
        second = sales.open_view(MAYA)
        assert second is not None and DANA in str(second.blocks)
        assert TELLS not in str(second.blocks)
        assert await sales.submit(MAYA) is None
        await there.settle()
        assert len({row["person_id"] for row in await rows(bureau, "select * from slack_account")}) == 2
