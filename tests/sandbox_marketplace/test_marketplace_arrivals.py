"""What the marketplace's twin does with what Anteroom sends."""

from __future__ import annotations

from typing import Any

import pytest

from anteroom.sandbox.marketplace import Fault, SandboxMarketplace

MESSAGES = "/anteroom/threads/t-payments/messages"
CARD = "/anteroom/threads/t-payments/cards/card-1"
EVENT = {"type": "interview.proposed", "timestamp": "2026-11-23T09:00:00Z", "data": {"interview": "i-1"}}


async def test_keeps_one_card_and_edits_it_in_place(
    marketplace: SandboxMarketplace, sender: Any, card: dict[str, Any]
) -> None:
    assert await sender.send("PUT", CARD, card, "wh-1") == (201, {"id": "card-1"})
    moved = {**card, "state": "scheduled", "state_word": "Scheduled"}
    assert await sender.send("PUT", CARD, moved, "wh-2") == (200, {"id": "card-1"})
    assert [(each["id"], each["state"]) for each in marketplace.cards("t-payments")] == [
        ("card-1", "scheduled")
    ]


async def test_takes_an_edit_under_the_same_webhook_id_but_no_late_repeat(
    marketplace: SandboxMarketplace, sender: Any, card: dict[str, Any]
) -> None:
    """A repeat of an old edit, byte for byte, must not undo a newer one."""
    await sender.send("PUT", CARD, card)
    await sender.send("PUT", CARD, {**card, "state": "void"})
    assert await sender.send("PUT", CARD, card) == (200, {"id": "card-1"})
    assert marketplace.cards("t-payments")[0]["state"] == "void"
    assert marketplace.repeats == 1


async def test_takes_a_webhook_once_and_counts_its_repeats(
    marketplace: SandboxMarketplace, sender: Any
) -> None:
    for _ in range(3):
        assert (await sender.send("POST", "/anteroom/webhooks", EVENT))[0] == 200
    assert [event.type for event in marketplace.events] == ["interview.proposed"]
    assert marketplace.repeats == 2
    assert len(marketplace.captures) == 3


@pytest.mark.parametrize("signature", ["garbage", "v1,a", "v1,AAAA"])
async def test_turns_the_unsigned_away_with_401(
    marketplace: SandboxMarketplace, sender: Any, card: dict[str, Any], signature: str
) -> None:
    for method, path in (("POST", "/anteroom/webhooks"), ("PUT", CARD)):
        status, problem = await sender.send(method, path, card, webhook_signature=signature)
        assert (status, problem["status"]) == (401, 401)
    assert marketplace.captures == []
    assert marketplace.rejected == 2


async def test_turns_the_stale_away_with_401(sender: Any, marketplace: SandboxMarketplace) -> None:
    old = str(int(marketplace.clock.now().timestamp()) - 301)
    assert (await sender.send("POST", "/anteroom/webhooks", EVENT, webhook_timestamp=old))[0] == 401


async def test_posts_a_message_once_by_its_id(marketplace: SandboxMarketplace, sender: Any) -> None:
    message = {"id": "m-1", "as": "anteroom", "text": "Maya offers a sanctioned interview."}
    path = "/anteroom/threads/t-payments/messages"
    assert (await sender.send("POST", path, message, "wh-1"))[0] == 201
    assert (await sender.send("POST", path, message, "wh-2"))[0] == 200
    assert len(marketplace.books.proposals["p-payments"].items) == 1


async def test_shows_a_notice_once_to_the_one_member_and_says_what_is_wrong_with_others(
    marketplace: SandboxMarketplace, sender: Any
) -> None:
    """As docs/api.md has it: for one member alone, known by its id, with a way to stop them."""
    path = "/anteroom/threads/t-payments/notices"
    stop = {"label": "No more", "url": "http://127.0.0.1/nudges/u-1"}
    notice: dict[str, Any] = {
        "kind": "nudge",
        "id": "n-1",
        "to": "m-leo",
        "title": "Waiting",
        "sentences": ["Why."],
    }
    notice |= {"proposal": "p-payments", "button": None, "stop": stop}
    assert (await sender.send("POST", path, notice, "wh-1"))[0] == 201
    assert (await sender.send("POST", path, notice, "wh-2"))[0] == 200
    wrong: tuple[dict[str, Any], ...] = (
        {"to": "m-nobody"},
        {"id": 5},
        {"stop": None},
        {"sentences": "Why."},
        {"sentences": [1]},
    )
    for each in wrong:
        assert (await sender.send("POST", path, {**notice, "id": "n-2", **each}))[0] == 400
    assert (await sender.send("POST", path.replace("payments", "none"), notice, "wh-9"))[0] == 404
    assert (await sender.send("POST", path, notice, webhook_signature="v1,AAAA"))[0] == 401
    assert [each.id for each in marketplace.books.notices] == ["n-1"]


async def test_covers_a_message_that_a_letter_completed(
    marketplace: SandboxMarketplace, sender: Any, browser: Any
) -> None:
    message = {"id": "m-1", "as": "m-leo", "by": "mail", "text": "It begins with five five five."}
    assert (await sender.send("POST", MESSAGES, message))[0] == 201
    data = {"proposal": "p-payments", "messages": "m-1 m-2"}
    event = {"type": "message.cover", "timestamp": "2026-11-23T09:00:00Z", "data": data}
    assert (await sender.send("POST", "/anteroom/webhooks", event, "wh-9"))[0] == 200
    async with browser.get(f"{marketplace.url}/pane/m-maya") as page:
        assert "five five five" not in await page.text()


async def test_posts_what_a_member_wrote_by_mail_as_that_member(
    marketplace: SandboxMarketplace, sender: Any, browser: Any
) -> None:
    message = {"id": "m-1", "as": "m-leo", "by": "mail", "interview": "i-1", "text": "Thursday <i>works</i>."}
    assert (await sender.send("POST", MESSAGES, message))[0] == 201
    async with browser.get(f"{marketplace.url}/pane/m-maya") as page:
        html = await page.text()

    assert "Thursday &lt;i&gt;works&lt;/i&gt;." in html
    assert "by mail" in html


async def test_refuses_another_message_under_the_same_id(
    marketplace: SandboxMarketplace, sender: Any
) -> None:
    message = {"id": "m-1", "as": "m-leo", "by": "mail", "text": "Thursday."}
    assert (await sender.send("POST", MESSAGES, message, "wh-1"))[0] == 201
    for other in ({"text": "Friday."}, {"as": "m-maya"}):
        assert (await sender.send("POST", MESSAGES, {**message, **other}, "wh-2"))[0] == 400
    assert [each.text for each in marketplace.books.messages.values()] == ["Thursday."]


@pytest.mark.parametrize(
    "fault", [{"webhook_signature": "v1,AAAA"}, {"webhook_timestamp": "1"}, {"webhook_id": ""}]
)
async def test_takes_no_message_that_is_not_signed_just_now(
    marketplace: SandboxMarketplace, sender: Any, fault: dict[str, str]
) -> None:
    headers = {"webhook_signature": "v1,AAAA", **fault}
    message = {"id": "m-1", "as": "m-leo", "text": "Thursday."}
    assert (await sender.send("POST", MESSAGES, message, **headers))[0] == 401
    assert marketplace.books.messages == {}


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        (MESSAGES, {"id": "m", "as": "m-leo", "text": "  "}, 400),
        (MESSAGES, {"id": "m", "as": "m-leo", "text": "x" * 20_001}, 400),
        (MESSAGES, {"id": "m", "as": "m-leo", "text": 3}, 400),
        (MESSAGES, {"id": "m", "as": "m-leo", "text": "x", "by": "pigeon"}, 400),
        (MESSAGES, {"id": "m", "as": "m-leo", "text": "x", "by": ["mail"]}, 400),
        ("/anteroom/webhooks", b"not json", 400),
        ("/anteroom/webhooks", [1], 400),
        ("/anteroom/webhooks", {"type": "x"}, 400),
        ("/anteroom/threads/t-nowhere/messages", {"id": "m", "as": "anteroom", "text": "x"}, 404),
        ("/anteroom/threads/t-payments/messages", {"id": "m", "as": "nobody", "text": "x"}, 400),
        ("/anteroom/threads/t-payments/messages", {"id": "m"}, 400),
    ],
)
async def test_says_what_is_wrong_with_malformed_content(
    sender: Any, path: str, content: Any, status: int
) -> None:
    assert (await sender.send("POST", path, content))[0] == status


@pytest.mark.parametrize("status", [500, 410, 429])
async def test_fails_as_often_as_asked_and_then_takes_the_retry(
    marketplace: SandboxMarketplace, sender: Any, status: int
) -> None:
    marketplace.faults.inject("webhooks", Fault(status=status, retry_after=2), times=2)
    answers = [(await sender.send("POST", "/anteroom/webhooks", EVENT))[0] for _ in range(3)]
    assert answers == [status, status, 200]
    assert len(marketplace.events) == 1
    assert marketplace.repeats == 0


async def test_can_lose_only_the_answer(marketplace: SandboxMarketplace, sender: Any) -> None:
    """The sender cannot know that its webhook was taken; its retry is a repeat."""
    marketplace.faults.inject("webhooks", Fault(hang=0.05, kept=True))
    assert (await sender.send("POST", "/anteroom/webhooks", EVENT))[0] == 500
    assert (await sender.send("POST", "/anteroom/webhooks", EVENT))[0] == 200
    assert len(marketplace.events) == 1
    assert marketplace.repeats == 1
