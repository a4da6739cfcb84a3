"""What is typed behind a verb, as Slack escapes it and as telephones write it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anteroom.errors import BadInput
from anteroom_slack.typed.grammar import find
from anteroom_slack.typed.said import Guest, Said, read

PIECES = st.sampled_from(
    [
        "p-41", "tomorrow", "3pm", "for", "45m", "about", "<@U0DANA|dana>", "<@U0", "|", ">", "<", "&lt;",
        "&amp;",
        "<mailto:a@b.example|a@b.example>", "<mailto:|>", "<!here>", "<#C1|hiring>", "<https://m.example/p-41|x>",
        "a@b.example", '"Ines, Legal"', "“", "”", "@dana", "<>", "<@>", "<mailto:a b>", "\u00a0", "\x00", "`",
    ]
)  # fmt: skip


def test_it_takes_a_command_apart() -> None:
    said = read(
        "p-41 tomorrow\u00a03pm <@U0DANA|dana> “Ines,  Legal” <mailto:ines@corp.example|ines@corp.example> "
        "<@W0TOM> for 1h30 about R&amp;D’s &lt;payments&gt;"
    )
    assert said.rest == "p-41 tomorrow 3pm"
    assert said.people == ("U0DANA", "W0TOM")
    assert said.guest_lines == "Ines, Legal <ines@corp.example>"
    assert said.length == timedelta(minutes=90)
    assert said.about == "R&D's <payments>"


@pytest.mark.parametrize(
    "typed",
    [
        "ines@corp.example",
        "<mailto:ines@corp.example|ines@corp.example>",
        "<ines@corp.example>",
        "&lt;ines@corp.example&gt;",
        "ines@corp.example, INES@corp.example",
    ],
)
def test_it_reads_an_address_once_however_it_is_written(typed: str) -> None:
    said = read(typed)
    assert [guest.email for guest in said.guests] == ["ines@corp.example"]
    assert "@" not in said.rest


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("for 45m", 45), ("for 1h", 60), ("for 90 minutes", 90), ("for half an hour", 30), ("for 1:15", 75),
        ("for an hour and a half tomorrow", 90), ("tomorrow for 20 min 3pm", 20),
    ],
)  # fmt: skip
def test_it_reads_how_long(typed: str, length: int) -> None:
    assert read(typed).length == timedelta(minutes=length)


@given(
    people=st.lists(st.from_regex(r"U[A-Z0-9]{3,9}", fullmatch=True), max_size=3, unique=True),
    labels=st.lists(st.sampled_from(["", "Ines, Legal", "R & D", "Ana &amp; Bo"]), max_size=3),
    minutes=st.none() | st.integers(5, 480),
    about=st.sampled_from(["", "ledgers", "R&D <now>", 'the "big" one', "for 20m about us"]),
)
def test_it_reads_a_command_that_it_writes_again_as_it_was(
    people: list[str], labels: list[str], minutes: int | None, about: str
) -> None:
    """The button that answers "which of two" types the command once more."""
    said = Said(
        tuple(people),
        tuple(Guest(f"g{number}@corp.example", label) for number, label in enumerate(labels)),
        timedelta(minutes=minutes) if minutes else None,
        about,
        "12/05 3pm",
    )
    moment = datetime(2026, 12, 5, 14, tzinfo=UTC)
    again = read(said.again("p-41", moment))
    assert again == replace(said, rest="p-41 2026-12-05T14:00+00:00")


@pytest.mark.parametrize("typed", ["for 2m", "for 9 hours", "for 2 days"])
def test_it_refuses_a_length_that_no_interview_has(typed: str) -> None:
    with pytest.raises(BadInput, match="5 minutes to 8 hours"):
        read(typed)


def test_it_leaves_a_for_that_is_no_length() -> None:
    assert read("for payments").rest == "for payments"


def test_it_finds_people_and_addresses_in_what_it_is_about_too() -> None:
    said = read("about ledgers with <@U0DANA|dana> and ines@corp.example")
    assert (said.people, said.about) == (("U0DANA",), "ledgers with and")
    assert said.guest_lines == "ines@corp.example"


@pytest.mark.parametrize("typed", ["@dana", "tomorrow @dana.w", "<!here>", "<!subteam^S1|@legal>"])
def test_it_says_that_it_cannot_tell_who_that_is(typed: str) -> None:
    """Without `should_escape`, or for a group, there is no id; a name alone is never trusted."""
    with pytest.raises(BadInput) as refusal:
        read(typed)
    assert "dana" not in refusal.value.sentence


def test_it_does_not_believe_a_mention_that_somebody_typed_out() -> None:
    """Slack escapes typed angle brackets, so that only its own are mentions."""
    assert read("&lt;@U0DANA|dana&gt;").people == ()


@given(typed=st.one_of(st.text(max_size=500), st.lists(PIECES, max_size=20).map(" ".join)))
def test_it_reads_anything_or_says_why_not(typed: str) -> None:
    _, rest = find(typed)
    try:
        said = read(rest)
    except BadInput as error:
        assert error.sentence
        return
    assert all(guest.email.count("@") >= 1 for guest in said.guests)
    assert all(user.isalnum() for user in said.people)


@pytest.mark.parametrize(
    ("typed", "name", "rest"),
    [
        ("", "schedule", ""),
        ("  MOVE k3mfq2  friday 10:00", "move", "k3mfq2 friday 10:00"),
        ("hand over k3mfq2 <@U1>", "hand over", "k3mfq2 <@U1>"),
        ("Hand-over <@U1>", "hand over", "<@U1>"),
        ("handover", "hand over", ""),
        ("reschedule friday 10:00", "move", "friday 10:00"),
        ("`list`", "list", ""),
        ("help\u00a0move", "help", "move"),
    ],
)
def test_it_finds_the_verb(typed: str, name: str, rest: str) -> None:
    verb, left = find(typed)
    assert verb is not None
    assert (verb.name, left) == (name, rest)


@pytest.mark.parametrize("typed", ["hand", "frobnicate", "schedule!", "<script>"])
def test_it_knows_no_other_word(typed: str) -> None:
    assert find(typed) == (None, "")


def test_it_leaves_no_sign_in_a_name_that_a_form_could_not_read_back() -> None:
    assert read('"Ana &lt;VP&gt;" ana@corp.example').guest_lines == "Ana VP <ana@corp.example>"
