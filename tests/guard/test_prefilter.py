"""The triggers save time and nothing else: what they pass by, no detector would have found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from anteroom.guard import Action, Context, Guard, Verdict
from guard_disguises import SENTENCES as SPOKEN
from guard_disguises import pairs, singles

MATERIAL: Final = Path(__file__).parent / "material" / "development"
SURE: Final = 0.6
ORDER: Final = [Action.ALLOW, Action.WARN, Action.REDACT, Action.BLOCK]
QUICK, THOROUGH = Guard(), Guard(thorough=True)

DETAILS: Final = (
    *("ines.varga@gmail.com", "varga_films@kelm.example"),
    *("ines at varga dot studio", "ines arroba varga punto es"),
    *("+44 7700 900319", "(212) 555-0147", "020 7946 0832", "5 5 5 0 1 4 7 2 2 8", "06 39 98 12 34"),
    *("five five five oh one four seven two two", "cinco cinco cinco cero uno cuatro siete ocho"),
    *("two hundred twelve, five fifty-five, zero one four seven", "double seven, triple four, nine nine oh"),
    *("telegram: @ines_v2", "skype live:ines.varga", "discord ines#4411", "my insta is ines.varga_77"),
    *("https://wa.me/447700900319", "calendly.com/ines/30", "t dot me slash ines_v"),
    *("meet.google.com/abc-defg-xyz"),
    *("aW5lc0B2YXJnYS5kZXY=", "696e657340766172672e646576", "ines%40varga.dev", "ines&#64;varga.dev"),
    *("12 Orchard Lane, Leeds LS1 4AP, come to my place", "Lindenweg 12, 10115 Berlin"),
)  # fmt: skip
WAYS: Final[dict[str, Callable[[str], str]]] = {
    "as it is": lambda detail: detail,
    "in capitals": str.upper,
    "full width": lambda detail: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in detail),
    "with zero width between": "\u200b".join,
    "spaced": " ".join,
    "dotted": ".".join,
    "with leet": lambda detail: detail.translate(str.maketrans("oeia", "0314")),
    "with digits as letters": lambda detail: detail.translate(str.maketrans("015", "ols")),
    "with Cyrillic letters": lambda detail: detail.translate(str.maketrans("aeopcx", "аеорсх")),
    "in brackets": lambda detail: detail.replace("@", " [at] ").replace(".", " (dot) "),
    "in lines": lambda detail: "\n".join(detail.split()),
    "in dashes": lambda detail: "-".join(detail.split()),
}
AT_A_GLANCE: Final = (
    *("google meet code abc-defg-hij", "zoom 812 4455 9031", "it's kelmworks on telegram"),
    *("my dizc0rd is ines.v2", "write to ines.v2 on teleqram", "ines.v2 on inst@gram", "t.m3/ines_v2"),
    *("c4lendly.com/ines", "wa . me / 447700900319", "calendly dot com slash ines-varga"),
    *("tavi.orrin a t kelmworks d o t dev", "ines (at) varga.studio", "ines-at-varga-dot-studio"),
    *("ines_at_gmail_dot_com", "ines varga, g mail", "inesvargagmailcom", "ines at gmail"),
    *("f-i-v-e f-i-v-e f-i-v-e, 0-1-4-7 two two", "fivefivefive zero one four seven"),
    *("call me: 555 oh one four seven 22", "212 and then 555 and then 0147", "2l2 SSS ol47, call me"),
    *("212x555x0147, leave out the letter x", "seis doble cinco 01472", "u/ines_varga_films on reddit"),
    *("ines#4411", "my handle is ines_v2 on all platforms", "dms open @ines.varga"),
    *("696e657340766172672e646576", "india november echo sierra at golf mike alfa dot com"),
    *("=?utf-8?b?aW5lc0B2YXJnYS5kZXY=?=",),
)  # fmt: skip
"""What only its words, or signs among them, tell from ordinary talk."""
SENTENCES: Final = (
    "{}",
    "You can get me here: {} (evenings, CET).",
    "Rates: 45/h; I start on 2027-03-02, or {} if that suits. The invoice no. is 2026-00417.",
    "Escríbame a {} por favor",
    "ご連絡は{}まで",
)
TALK: Final = (
    "My rate is 45/h, or 4200 flat for the whole migration. {}",
    "The last invoice was INV-2026-004. {} We run Python 3.12 and node 22.1 (in two regions).",
    "L'export s'arrête à la ligne 4711. {} J'attends votre retour.",
)


def rows(name: str) -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in (MATERIAL / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def hidden(verdict: Verdict) -> set[int]:
    """The characters that redaction takes out."""
    return {at for each in verdict.findings if each.score >= SURE for at in range(each.start, each.end)}


def lost(text: str, countries: tuple[str, ...] = ("US", "GB")) -> bool:
    """Whether a guard that runs every detector takes out what one with triggers leaves altogether."""
    context = Context(countries=countries)
    quick, thorough = QUICK.inspect(text, context), THOROUGH.inspect(text, context)
    return ORDER.index(quick.action) < ORDER.index(thorough.action) and not hidden(quick) & hidden(thorough)


@pytest.mark.parametrize("way", WAYS)
def test_it_loses_no_disguise(way: str) -> None:
    texts = [sentence.format(WAYS[way](detail)) for detail in DETAILS for sentence in SENTENCES]
    assert [text for text in texts if lost(text)] == []


@pytest.mark.parametrize("detail", AT_A_GLANCE)
def test_it_passes_no_detail_by_at_a_glance(detail: str) -> None:
    texts = [sentence.format(detail) for sentence in (*SENTENCES, *TALK)]
    assert [text for text in texts if lost(text)] == []


@pytest.mark.parametrize("ways", [singles, pairs])
def test_it_loses_no_disguise_of_an_address(ways: Callable[[Random], Iterator[tuple[str, str]]]) -> None:
    texts = [
        sentence.format(text)
        for (_, sentence), (_, text) in zip(cycle(SPOKEN), islice(ways(Random(7)), 250), strict=False)
    ]
    assert [text for text in texts if lost(text)] == []


def test_it_loses_nothing_of_the_material() -> None:
    assert [
        row["id"] for row in rows("positives") if lost(row["text"], tuple(row.get("countries", ())))
    ] == []


def test_it_hides_no_false_alarm() -> None:
    """One that only waits for another word to pull its trigger; so many in a hundred there still are."""
    texts = rows("negatives")[::3]
    waiting = [row["id"] for row in texts if lost(row["text"], tuple(row.get("countries", ())))]
    assert len(waiting) <= len(texts) / 100, waiting
