"""What a verdict says, in which words, at what cost."""

from __future__ import annotations

import subprocess
import sys

import pytest

from anteroom.guard import LIMIT, VERSION, Action, Context, Guard, Kind
from anteroom.guard.texts.views import folded, squeezed

GUARD = Guard()


def test_it_speaks_as_a_colleague() -> None:
    verdict = GUARD.inspect("Call (212) 555-0148")
    why = "This looks like a phone number. Before a contract it can't be shared here."
    assert verdict.explanation == f"{why} You can talk today: schedule an interview."
    agenda = GUARD.inspect("Call (212) 555-0148", Context(surface="agenda"))
    assert agenda.explanation == f"{why} Take it out, then send it again."
    assert verdict.version == VERSION


def test_it_speaks_spanish_and_falls_back_to_english() -> None:
    assert "número de teléfono" in GUARD.inspect("+34 600 555 015", Context(language="es-MX")).explanation
    assert "phone number" in GUARD.inspect("+34 600 555 015", Context(language="tlh")).explanation


def test_it_keeps_everything_but_the_value() -> None:
    verdict = GUARD.inspect("Hi! Mail ines@varga.dev or call +44 7700 900319, thanks.")
    assert verdict.redacted == (
        "Hi! Mail [e-mail hidden until a contract] or call [phone number hidden until a contract], thanks."
    )
    assert [finding.kind for finding in verdict.findings] == [Kind.EMAIL, Kind.PHONE]


def test_it_says_at_the_very_beginning_too_what_was_taken_out() -> None:
    assert GUARD.inspect("ines@varga.dev").redacted == "[e-mail hidden until a contract]"


def test_it_takes_out_all_that_any_of_several_findings_at_one_place_covers() -> None:
    """Two ways to read an address see the street from its town, and the street as far as the flat."""
    verdict = GUARD.inspect("адрес: г. Москва, Ленинский проспект, д. 45, кв. 12")

    assert [finding.kind for finding in verdict.findings] == [Kind.ADDRESS]
    assert not any(c.isdigit() for c in verdict.redacted)


def test_it_gives_offsets_into_the_original() -> None:
    text = "Grüße 👩‍💻 — ﬁnd me: ｉｎｅｓ＠varga．dev!"
    finding = GUARD.inspect(text).findings[0]
    assert text[finding.start : finding.end] == "ｉｎｅｓ＠varga．dev"


def test_it_adds_a_detail_to_a_request_rather_than_hiding_it() -> None:
    verdict = GUARD.inspect("Can we continue on WhatsApp? +44 7700 900319")
    assert {finding.kind for finding in verdict.findings} == {Kind.SOLICITATION, Kind.PHONE}
    assert verdict.action is Action.REDACT
    assert "7700" not in verdict.redacted
    inside = GUARD.inspect("Can we continue on WhatsApp under +44 7700 900319?").redacted
    assert inside == "Can we continue on WhatsApp under [phone number hidden until a contract]?"


def test_it_blocks_what_is_too_long_to_read() -> None:
    verdict = GUARD.inspect("a" * (LIMIT + 1))
    assert verdict.action is Action.BLOCK
    assert verdict.redacted == "[text too long to check]"
    assert GUARD.inspect("a" * LIMIT).action is Action.ALLOW


def test_it_gives_the_same_verdict_twice() -> None:
    text = "Write ines at varga dot dev or 503 555 0164"
    assert GUARD.inspect(text) == GUARD.inspect(text)


def test_a_score_of_just_the_threshold_reaches_it() -> None:
    text = "Could we work outside of the platform?"
    (request,) = GUARD.inspect(text).findings

    def action(warn_at: float, redact_at: float) -> Action:
        return Guard(warn_at=warn_at, redact_at=redact_at).inspect(text).action

    assert action(request.score, 1) is Action.WARN
    assert action(request.score + 0.001, 1) is Action.ALLOW
    assert action(0.3, request.score) is Action.REDACT
    assert action(0.3, request.score + 0.001) is Action.WARN


@pytest.mark.parametrize(("warn_at", "redact_at"), [(0.0, 0.5), (0.7, 0.6), (0.5, 1.1)])
def test_it_refuses_senseless_thresholds(warn_at: float, redact_at: float) -> None:
    with pytest.raises(ValueError, match="warn_at"):
        Guard(warn_at=warn_at, redact_at=redact_at)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("ÀÉ ﬁ", "ae fi"), ("a\u200bb", "ab"), ("１２", "12"), ("&#64;x", "@x"), ("%40x", "@x"), ("٣", "3")],
)
def test_it_folds_to_one_spelling(text: str, shown: str) -> None:
    view = folded(text)
    assert view.text == shown
    assert view.span(0, len(view.text)) == (0, len(text))


def test_it_leaves_other_scripts_alone_unless_mixed() -> None:
    assert folded("привет, ines").text == "привет, ines"
    assert folded("іnеs@x").text == "ines@x"


def test_it_joins_letters_written_apart() -> None:
    view = squeezed(folded("see i n e s @ x now"))
    assert "ines@x" in view.text
    begin = view.text.index("ines@x")
    start, end = view.span(begin, begin + 6)
    assert "i n e s @ x" in "see i n e s @ x now"[start:end]


def test_it_loads_the_suffix_list_only_when_an_address_comes() -> None:
    """Importing stays cheap for the many processes that never see one."""
    code = "import sys, anteroom.guard as g; g.Guard().inspect('hello'); print('tldextract' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert ran.stdout.strip() == "False"
