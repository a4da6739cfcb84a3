"""What `/interview` says about itself, and how it refuses: what, usage, next step, reference."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

from anteroom.logs import log_to
from anteroom_slack.typed.grammar import VERBS, page_rows
from slack_bureau import DANA, MAYA, TOMAS, Bureau, words

PAGE = (Path(__file__).parents[2] / "docs" / "slack.md").read_text(encoding="utf-8")


async def _said(bureau: Bureau, typed: str, user: str = MAYA) -> str:
    answer = await bureau.slack.command(user, "/interview", typed)
    assert answer.error is None
    assert answer.message is not None, typed
    assert answer.message.only_for is not None
    return words(answer.message)


async def test_it_explains_every_verb_with_usage_and_an_example(strange_bureau: Bureau) -> None:
    for verb in VERBS:
        said = await _said(strange_bureau, f"help {verb.name}", TOMAS)
        assert f"/interview {verb.example}" in said
        assert verb.help in said


async def test_it_explains_nothing_for_a_word_that_is_no_verb(strange_bureau: Bureau) -> None:
    said = await _said(strange_bureau, "help frobnicate", TOMAS)
    assert "do not know that word" in said
    assert "frobnicate" not in said


def test_it_is_on_the_page_row_by_row() -> None:
    """The table in docs/slack.md is the table of the grammar: what differs is shown to be pasted."""
    table = [line for line in PAGE.splitlines() if line.startswith("| `/interview")]
    assert table == page_rows()


def test_it_gives_examples_that_are_typed_as_the_usage_says() -> None:
    for verb in VERBS:
        assert verb.example.startswith(verb.name)
        assert verb.arguments or verb.example == verb.name


REFUSED = (
    ("schedule someday", "cannot read that time"),
    ("schedule p-payments 25:00", "cannot read that time"),
    ("schedule tomorrow 3pm call me maybe", "up to “call”. Put `about` before"),
    ("schedule tomorrow 3pm +49301234567 please", "up to what follows it. Put `about` before"),
    ("schedule p-nowhere tomorrow 3pm", "no open proposal of that name"),
    ("schedule tomorrow 3pm @nobody", "cannot tell who that is"),
    ("schedule tomorrow 3pm for 9 hours", "from 5 minutes to 8 hours"),
    ("show k3mfq2", "no interviews ahead"),
    ("move", "no interviews ahead"),
    ("join", "no interviews ahead"),
)


async def test_it_says_what_is_wrong_how_it_is_typed_and_under_which_reference(bureau: Bureau) -> None:
    for typed, what in REFUSED:
        said = await _said(bureau, typed)
        verb = typed.split()[0]
        assert what in said, typed
        assert f"Usage: `/interview {verb}" in said, typed
        assert f"`/interview help {verb}` tells more" in said, typed
        assert re.search(r"_Reference: [a-z2-7]{8}_", said), typed


async def test_it_finds_the_refusal_in_the_log_by_its_reference(bureau: Bureau) -> None:
    log = StringIO()
    log_to(log)
    said = await _said(bureau, "schedule someday soon-ish")
    reference = re.search(r"Reference: ([a-z2-7]{8})", said)
    assert reference is not None
    logged = [line for line in log.getvalue().splitlines() if reference[1] in line]
    assert len(logged) == 1
    assert "someday" not in logged[0]


async def test_it_says_honestly_that_it_takes_no_report_from_a_stranger(strange_bureau: Bureau) -> None:
    """Whom we do not know cannot be asked back: the marketplace takes the report."""
    report = await _said(strange_bureau, "report she asked for my number", DANA)
    assert "nothing was sent to anybody" in report
    assert strange_bureau.house.settings.marketplace.url in report
    async with strange_bureau.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from report") == 0


async def test_it_asks_which_of_two_times_and_carries_on_with_the_one_pressed(bureau: Bureau) -> None:
    typed = "schedule p-payments 12/05 3pm @dana for 30m about ledgers"
    answer = await bureau.slack.command(MAYA, "/interview", typed)
    assert answer.message is not None
    said = words(answer.message)
    assert "Sat 5 Dec, 15:00 (Berlin, UTC+1) or Wed 12 May, 15:00 (Berlin, UTC+2)" in said
    await bureau.slack.click(MAYA, answer.message, "continue:1")
    await bureau.settle()
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert "Understood as Wed 12 May, 15:00–15:30 (Berlin, UTC+2)" in str(view.blocks)
    view = await bureau.change()
    assert view.values["colleagues"]["colleagues"]["selected_users"] == ["U0DANA"]
    assert view.values["length"]["length"]["selected_option"]["value"] == "30"
    assert view.values["agenda"]["agenda"]["value"] == "ledgers"
    assert await bureau.interviews() == []


async def test_it_says_so_where_slack_did_not_show_the_form(bureau: Bureau) -> None:
    """A form has three seconds; whoever waits for one must not wait in vain."""
    for refusal in ("expired_trigger_id", "internal_error"):
        bureau.slack.refuse("views.open", refusal)
        answer = await bureau.slack.command(MAYA, "/interview", "schedule")
        assert answer.error is None
        await bureau.settle()
        said = bureau.told(MAYA)
        assert "did not show the form" in said
        assert "Reference:" in said
        assert refusal not in said
