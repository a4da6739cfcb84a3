"""The shortcut on a message: the form, with what may be quoted of it."""

from __future__ import annotations

from anteroom.sandbox.slack.model import Message
from anteroom_slack.forms.shortcut_in import ABOUT_THIS, quoted
from slack_bureau import DANA, MAYA, TUESDAY, Bureau


async def about(bureau: Bureau, text: str, author: str = "U0DANA", user: str = MAYA) -> None:
    """Let somebody write in the channel, and Maya use the shortcut on it."""
    channel = bureau.slack.workspace.channel("hiring")
    message: Message = bureau.slack.workspace.post(channel.id, author, text, [])
    ack = await bureau.slack.message_shortcut(user, message, ABOUT_THIS)
    assert ack.ok
    await bureau.settle()


def agenda(bureau: Bureau) -> str:
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    return str(view.values["agenda"]["agenda"]["value"] or "")


def note(bureau: Bureau) -> str:
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    first = view.blocks[0]
    return str(first["elements"][0]["text"]) if first["block_id"] == "note" else ""


async def test_it_prefills_the_agenda_with_what_a_colleague_wrote(bureau: Bureau) -> None:
    await about(bureau, "Can <@U0TOMAS> ask about &lt;ledgers&gt; &amp; <https://wiki.example/x|limits>?")
    assert agenda(bureau) == "Can a colleague ask about <ledgers> & limits (https://wiki.example/x)?"
    assert note(bureau) == ""
    assert await bureau.interviews() == []
    await bureau.slack.fill(MAYA, {"when": TUESDAY, "agenda": "Ledgers"})
    assert await bureau.send() is None
    assert (await bureau.interview()).agenda == "Ledgers"


async def test_it_quotes_nobody_of_another_company_no_guest_and_no_app(bureau: Bureau) -> None:
    for author in ("U0AWAY", "U0GUEST", "U0ROBOT", "U0NOBODY"):
        await about(bureau, "Our rates are hush-hush", author)
        assert agenda(bureau) == ""
        assert "only what you or a colleague wrote" in note(bureau)
        assert "hush-hush" not in str(bureau.slack.open_view(MAYA))
        await bureau.slack.close(MAYA, everything=True)


async def test_it_quotes_nothing_that_the_guard_would_hold(bureau: Bureau) -> None:
    await about(bureau, "Let us call him, +49 30 901820 77")
    assert agenda(bureau) == ""
    assert "phone number" in note(bureau)
    assert "901820" not in str(bureau.slack.open_view(MAYA))


async def test_it_cuts_what_is_longer_than_a_field_between_letters_and_says_so(bureau: Bureau) -> None:
    await about(bureau, "👨‍👩‍👧" * 700, "U0MAYA")
    kept = agenda(bureau)
    assert kept.endswith("👨‍👩‍👧…")
    assert len(kept.encode("utf-16-le")) // 2 <= 3000
    assert "longer than an agenda" in note(bureau)


async def test_it_says_in_the_form_that_there_is_nothing_to_interview_for(bureau: Bureau) -> None:
    async with bureau.house.database.connection() as conn:
        await conn.execute("update proposal set state = 'archived'")
    await about(bureau, "Shall we talk?", "U0MAYA")
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert "You have no open proposal" in str(view.blocks)
    assert "submit" not in view.body


async def test_it_asks_whoever_is_not_connected_to_connect(bureau: Bureau) -> None:
    await about(bureau, "Shall we talk?", "U0MAYA", user=DANA)
    assert bureau.slack.open_view(DANA) is None
    assert "Connect your" in bureau.told(DANA)


def test_it_says_a_message_in_plain_words() -> None:
    assert (
        quoted("<!here> see <#C1|hiring>, <mailto:a@b.example|a@b.example>") == "see a channel, a@b.example"
    )
    assert quoted("<https://x.example>") == "https://x.example"
