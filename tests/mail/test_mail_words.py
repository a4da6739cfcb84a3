"""What mails say, in every language that we have."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from anteroom.languages import LANGUAGES
from anteroom_mail.letters.letter import Heads, Letter, Way, plain
from anteroom_mail.letters.letter_html import html
from anteroom_mail.letters.words import words

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)


def test_it_says_the_same_things_with_the_same_gaps_in_every_language() -> None:
    def gaps(language: str) -> dict[str, list[str]]:
        sentences = words(language).sentences
        return {key: sorted(set(re.findall(r"{(\w+)}", said))) for key, said in sentences.items()}

    assert all(gaps(language) == gaps("en") for language in LANGUAGES)
    assert all(len(words(language).months) == 12 for language in LANGUAGES)
    assert all(len(words(language).weekdays) == 7 for language in LANGUAGES)


@pytest.mark.parametrize(
    ("zone", "minutes", "line", "place"),
    [
        ("Europe/Berlin", 45, "Thu 26 Nov, 15:00–15:45", "Berlin, UTC+1"),
        ("Asia/Kolkata", 45, "Thu 26 Nov, 19:30–20:15", "Kolkata, UTC+5:30"),
        ("America/St_Johns", 45, "Thu 26 Nov, 10:30–11:15", "St Johns, UTC−3:30"),
        ("Pacific/Auckland", 45, "Fri 27 Nov, 03:00–03:45", "Auckland, UTC+13"),
        ("Asia/Tokyo", 90, "Thu 26 Nov, 23:00 – Fri 27 Nov, 00:30", "Tokyo, UTC+9"),
        ("Etc/UTC", 45, "Thu 26 Nov, 14:00–14:45", "UTC"),
        (None, 45, "Thu 26 Nov, 14:00–14:45", "UTC"),
        ("Moon/Crater", 45, "Thu 26 Nov, 14:00–14:45", "UTC"),
    ],
)
def test_it_names_day_hours_city_and_offset(zone: str | None, minutes: int, line: str, place: str) -> None:
    read = words("en").time(START, START + timedelta(minutes=minutes), zone, NOW)

    assert (read.line, read.place) == (line, place)
    assert read.zone_known is (zone not in (None, "Moon/Crater"))


def test_it_names_the_year_when_it_is_another_one() -> None:
    later = START + timedelta(days=60)

    assert (
        words("es-CO").time(later, later + timedelta(hours=1), None, NOW).line.startswith("lun 25 ene 2027,")
    )


def test_it_takes_no_markup_from_anybody_and_fetches_nothing() -> None:
    """A title or an agenda is somebody's text: it must not become a link, an image or a script."""
    evil = '<img src="https://evil.example/x.gif"><script>alert(1)</script>'
    when = words("en").time(START, START + timedelta(hours=1), None, NOW)
    letter = Letter(
        language="en",
        subject=evil,
        state="Invitation",
        lead=evil,
        when=when,
        title=evil,
        heads=Heads(*["Head"] * 10),
        agenda=evil,
        reason=evil,
        check=(evil,),
        way=Way("Go", "https://anteroom.example/i#pass", evil),
        why=(evil,),
        never=Way(evil, "https://anteroom.example/never/n-x", ""),
    )
    found: list[tuple[str, list[tuple[str, str | None]]]] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, attrs))

    Tags().feed(html(letter))
    assert not {tag for tag, _ in found} & {"img", "script", "link", "iframe"}
    (sheet,) = re.findall(r"<style>(.*?)</style>", html(letter), re.DOTALL)
    assert not re.search(r"url|@import|@font|http", sheet)
    links = [value for _, attrs in found for name, value in attrs if name in ("href", "src", "background")]
    assert links == ["https://anteroom.example/i#pass", "https://anteroom.example/never/n-x"]
    assert evil in " ".join(plain(letter).split())
