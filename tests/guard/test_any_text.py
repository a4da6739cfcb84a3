"""Whatever is written, the guard answers: offsets fit, and redaction takes out what it says and no more."""

from __future__ import annotations

import base64
import os
from typing import Final

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from anteroom.guard import LIMIT, Action, Context, Finding, Guard, Kind, Verdict

GUARD: Final = Guard()
SURE: Final = 0.6
"""The guard's own `redact_at`: what is at least as sure is taken out."""

DETAILS: Final = (
    *("ines.varga@gmail.com", "ines at varga dot dev", "i n e s @ v a r g a . d e v", "ines[at]varga.dev"),
    *("+44 7700 900319", "(212) 555-0147", "five five five, two one oh one", "5 5 5 - 0 1 4 7 2 2"),
    *("020 7946 0832", "telegram: @ines_v2", "skype id live:ines.v", "discord ines#4411"),
    *("https://wa.me/447700900319", "calendly.com/ines/30", "t . me / ines", "mailto:ines@varga.dev"),
    *("@ines@social.example", "can we talk on WhatsApp instead?", "my number is in my portfolio"),
)
ORDINARY: Final = (
    *("Rates: 45/h junior, 70/h senior", "Thursday 26 November 2026, 15:00–15:45", "v3.12.1"),
    *("Order 4471902 was merged", "I can't share my number before a contract", "52.520008, 13.404954"),
    *("@media (min-width: 768px)", "192.0.2.17:9443", "₹ 1,25,000", "お願いします", "مرحبا", "👩\u200d💻"),
)
ODD: Final = st.sampled_from(
    "@＠.．。-–()[]{}<>/\\|_+*#%&;:,'\"`~^=?!0123456789٠١٢٣①②aаeеoоiі"
    "\u200b\u200d\u2060\u00ad\ufe0f\u20e3\u0301\n\t \u3000"
)
LETTERS: Final = st.characters()


def disguised(detail: str, how: int) -> str:
    """`detail` as somebody might write it."""
    match how % 8:
        case 1:
            return detail.upper()
        case 2:
            return "\u200b".join(detail)
        case 3:
            return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in detail)
        case 4:
            return "".join(f"&#{ord(c)};" for c in detail)
        case 5:
            return "".join(f"%{byte:02x}" for byte in detail.encode())
        case 6:
            return base64.b64encode(detail.encode()).decode()
        case 7:
            return " ".join(detail)
        case _:
            return detail


PIECES: Final = st.one_of(
    st.builds(disguised, st.sampled_from(DETAILS), st.integers(0, 7)),
    st.sampled_from(ORDINARY),
    st.text(ODD, max_size=30),
    st.text(LETTERS, max_size=20),
)
TEXTS: Final = st.builds(
    lambda pieces, between: between.join(pieces),
    st.lists(PIECES, max_size=6),
    st.sampled_from((" ", "", "\n", ", ", " / ", " and ", "\u200b")),
)
CONTEXTS: Final = st.builds(
    Context,
    countries=st.sampled_from(((), ("US",), ("DE", "GB"), ("ZZ",))),
    surface=st.sampled_from(("message", "comment", "agenda", "title", "label", "file")),
    language=st.sampled_from(("en", "es", "de-AT", "", "tlh")),
)
MANY: Final = settings(
    max_examples=2_000 if os.environ.get("ANTEROOM_SOAK") else 150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def readable(text: str) -> str:
    """The text as the guard gives it back: half of a surrogate pair is no character."""
    return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text)


def hidden_spans(verdict: Verdict) -> list[tuple[int, int]]:
    """What redaction takes out, overlapping spans as one."""
    spans: list[tuple[int, int]] = []
    for found in sorted(verdict.findings, key=lambda each: each.start):
        if found.score < SURE:
            continue
        if spans and found.start < spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], found.end)
        else:
            spans.append((found.start, found.end))
    return spans


def kept_pieces(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """What stands before, between and after the spans."""
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    return [text[edges[n] : edges[n + 1]] for n in range(0, len(edges), 2)]


def is_only_placeholders(between: str) -> bool:
    """Whether nothing but one placeholder stands here."""
    return between.startswith("[") and between.endswith("]") and between.count("[") == 1


@MANY
@given(TEXTS, CONTEXTS)
@example("call +1 212 555 0147 \ud800", Context())
@example("", Context())
@example("\x00", Context())
def test_it_answers_with_offsets_that_lie_inside(text: str, context: Context) -> None:
    verdict = GUARD.inspect(text, context)
    assert all(0 <= found.start < found.end <= len(text) for found in verdict.findings)
    assert all(0 < found.score <= 1 and found.explanation for found in verdict.findings)
    assert (verdict.action is Action.ALLOW) == (not verdict.findings)
    assert bool(verdict.explanation) == bool(verdict.findings)


@MANY
@given(TEXTS, CONTEXTS)
def test_redaction_takes_out_the_spans_and_nothing_else(text: str, context: Context) -> None:
    """Rebuilt from the text: the pieces outside the spans in their order, one placeholder for each span."""
    verdict = GUARD.inspect(text, context)
    text, spans = readable(text), hidden_spans(verdict)
    rest = verdict.redacted
    first, *others = kept_pieces(text, spans)
    assert rest.startswith(first)
    rest = rest[len(first) :]
    for (start, end), piece in zip(spans, others, strict=True):
        placeholder, closing, rest = rest.partition("]")
        assert is_only_placeholders(placeholder + closing)
        assert text[start:end] not in placeholder
        assert rest.startswith(piece)
        rest = rest[len(piece) :]
    assert rest == ""


@MANY
@given(st.sampled_from(DETAILS), st.integers(0, 7), TEXTS, TEXTS)
def test_redaction_leaves_nothing_of_what_it_found(detail: str, how: int, before: str, after: str) -> None:
    """No redacted span can still be read in the result, unless its characters stood in the rest all along."""
    text = readable(f"{before} {disguised(detail, how)} {after}")
    verdict = GUARD.inspect(text)
    spans = hidden_spans(verdict)
    rest = kept_pieces(text, spans)
    for start, end in spans:
        value = text[start:end]
        if not any(value in piece for piece in rest) and len(value) > 2:
            assert value not in verdict.redacted


@MANY
@given(TEXTS, CONTEXTS)
def test_the_same_text_has_the_same_verdict(text: str, context: Context) -> None:
    """From a guard that has read much and from one that is new."""
    assert GUARD.inspect(text, context) == Guard().inspect(text, context) == GUARD.inspect(text, context)


@MANY
@given(TEXTS)
def test_what_was_redacted_can_be_sent(text: str) -> None:
    """A placeholder is no finding: whoever sends the redacted text again is not stopped by our own words."""
    sent = GUARD.inspect(text).redacted
    ours = [
        found for found in GUARD.inspect(sent).findings if "hidden until" in sent[found.start : found.end]
    ]
    assert ours == []


@settings(MANY, max_examples=20)
@given(PIECES, st.integers(1, 5_000))
def test_nothing_longer_than_the_limit_is_read(piece: str, over: int) -> None:
    """One finding over all of it, whatever it holds; what just fits is read."""
    fill = (piece or "x") * (LIMIT + over)
    verdict = GUARD.inspect(fill[: LIMIT + over])
    assert verdict.action is Action.BLOCK
    assert verdict.findings == (
        Finding(Kind.OVERLONG, 0, LIMIT + over, "overlong", 1.0, verdict.explanation, (("overlong", 1.0),)),
    )
    assert verdict.redacted == "[text too long to check]"
    assert Kind.OVERLONG not in {found.kind for found in GUARD.inspect(fill[:LIMIT]).findings}
