"""Where the marketplace's members open a thread: a pattern with ids in it, which stands in mails."""

from __future__ import annotations

from pathlib import Path

import pytest

from anteroom.marketplaces.thread_url import LONGEST, LONGEST_LINK, ThreadUrl
from anteroom.randomness import SystemRandomness
from anteroom.settings.deployment import SettingsFault, load_settings
from deployment import ROOT, secrets

LINE = "  thread_url: http://127.0.0.1:8701/threads/{thread}\n"
GIVEN = secrets(SystemRandomness())


def load(tmp_path: Path, line: str) -> ThreadUrl | None:
    """The shipped app.yaml with another line in the place of its own."""
    text = (ROOT / "app.yaml").read_text(encoding="utf-8")
    assert LINE in text
    path = tmp_path / "app.yaml"
    path.write_text(text.replace(LINE, line), encoding="utf-8")
    return load_settings(path, GIVEN).marketplace.thread_url


@pytest.mark.parametrize(
    ("pattern", "made"),
    [
        ("https://www.example.org/messages/{thread}", "https://www.example.org/messages/t%2F1%20%C3%A9"),
        (
            "https://www.example.org/p/{proposal}?t={thread}",
            "https://www.example.org/p/p%267?t=t%2F1%20%C3%A9",
        ),
        ("https://chat.example.org/#/room/{thread}", "https://chat.example.org/#/room/t%2F1%20%C3%A9"),
        ("http://localhost:8701/{proposal}", "http://localhost:8701/p%267"),
        ("http://[::1]:8701/{proposal}", "http://[::1]:8701/p%267"),
    ],
)
def test_it_holds_ids_percent_encoded(tmp_path: Path, pattern: str, made: str) -> None:
    """An id is one piece of the address whatever it is made of, and begins no other part of it."""
    address = load(tmp_path, f"  thread_url: {pattern}\n")
    assert address is not None
    assert address.of(proposal="p&7", thread="t/1 é") == made


def test_without_it_no_link_leads_there(tmp_path: Path) -> None:
    assert load(tmp_path, "") is None
    assert load(tmp_path, "  thread_url: null\n") is None


def test_an_address_that_no_mail_program_takes_is_not_made() -> None:
    """A thread's id may have two hundred letters, each of which is twelve when encoded."""
    address = ThreadUrl("https://www.example.org/{proposal}/{thread}")
    assert address.of(proposal="𝔭" * 200, thread="t") is None
    made = address.of(proposal="p" * 200, thread="t" * 200)
    assert made is not None and len(made) < LONGEST_LINK


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("https://www.example.org/messages", "so that one page would stand for all threads; say where"),
        ("https://www.example.org/{room}/{thread}", "only {proposal} and {thread} are known"),
        ("https://www.example.org/{{thread}}", "only {proposal} and {thread} are known"),
        ("https://{thread}.example.org/", "an id must not choose whither people are led; put it behind"),
        ("https://www.example.org@{thread}", "is not an address; write one such as https://"),
        ("https://www.example.org:{thread}/", "is not an address; write one such as https://"),
        ("/messages/{thread}", "is not an address; write one such as https://"),
        ("http://www.example.org/{thread}", "must be https, since people follow it from their mail"),
        ("http://localhost.example.org/{thread}", "must be https, since people follow it from their mail"),
        ("javascript://www.example.org/{thread}", "must be https, since people follow it from their mail"),
        ("https://www.example.org/the thread/{thread}", "write blanks and letters beyond ASCII"),
        ("https://www.example.org/é/{thread}", "write blanks and letters beyond ASCII"),
        ("https://www.example.org/{thread}" + "/x" * LONGEST, f"at most {LONGEST} characters"),
    ],
)
def test_it_refuses_what_leads_nowhere_or_elsewhere(tmp_path: Path, written: str, why: str) -> None:
    """What is wrong, why, and what to write, at its line."""
    with pytest.raises(SettingsFault) as caught:
        load(tmp_path, f'  thread_url: "{written}"\n')
    (fault,) = caught.value.faults
    assert fault.startswith("app.yaml:17: marketplace.thread_url ") and why in fault
