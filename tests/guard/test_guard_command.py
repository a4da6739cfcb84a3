"""`anteroom guard` reads JSON lines and scores a corpus, as a shell calls it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from anteroom.guard.measure.json_lines import MAX_LINE
from guard.guard_shell import line, run, scanned


def test_it_answers_every_line_in_order() -> None:
    texts = [
        "Fine, 1,200 for both.",
        "Mail ines@varga.dev please",
        "See you in the interview.",
        "+44 7700 900319",
    ]
    status, answers = scanned(*(line(id=at, text=text) for at, text in enumerate(texts)))
    assert status == 0
    assert [(a["id"], a["action"]) for a in answers] == [
        (0, "allow"),
        (1, "redact"),
        (2, "allow"),
        (3, "redact"),
    ]
    assert answers[1]["redacted"] == "Mail [e-mail hidden until a contract] please"
    (finding,) = answers[1]["findings"]
    assert set(finding) == {"kind", "start", "end", "rule", "score"}
    assert (finding["kind"], texts[1][finding["start"] : finding["end"]]) == ("email", "ines@varga.dev")
    assert set(answers[0]) == {"id", "action", "findings", "redacted", "explanation"}


def test_it_counts_code_points() -> None:
    text = "👩‍💻🎉 ines@varga.dev"
    _, (answer,) = scanned(line(id="e", text=text))
    assert text[answer["findings"][0]["start"] : answer["findings"][0]["end"]] == "ines@varga.dev"


BAD: list[tuple[bytes, str | int | None]] = [
    (b"no json", None),
    (b"", None),
    (b"[1]", None),
    (b'{"id": "b"}', "b"),
    (b'{"id": 5, "text": ["ines@varga.dev"]}', 5),
    (b'{"id": "b", "text": "x", "countries": ["Germany"]}', "b"),
    (b'{"id": ["b"], "text": "x"}', None),
    (b'{"id": "b", "text": "x", "at": "2026-11-21T10:00:00"}', "b"),
    (b'{"id": "b", "text": "x", "from": "' + b"x" * 201 + b'"}', "b"),
    (b'{"id": true, "text": "x"}', None),
    (b'{"id": "b", "text": "\xff"}', None),
    (b'\xef\xbb\xbf{"id": "b", "text": "x"}', None),
    (b'{"id": "b", "text": "x", "stage": 5}', "b"),
    (b'{"id": 1.5, "text": "x"}', None),
    (b'{"id": "b", "text": NaN}', None),
    (b"[" * 100_000, None),
    (b'{"id": "b", "text": "' + b"x" * MAX_LINE + b'"}', None),
]


def test_it_goes_on_after_a_bad_line_and_never_repeats_it() -> None:
    good = line(id="good", text="Good.")
    status, answers = scanned(*(each for bad, _ in BAD for each in (bad, good)))
    assert status == 1
    assert [answer["id"] for answer in answers[::2]] == [own_id for _, own_id in BAD]
    assert {frozenset(answer) for answer in answers[::2]} == {frozenset({"id", "line", "error"})}
    assert [answer["line"] for answer in answers[::2]] == [1 + 2 * at for at in range(len(BAD))]
    assert {answer["action"] for answer in answers[1::2]} == {"allow"}
    assert "varga" not in str(answers)


def test_it_reads_the_longest_text_however_escaped() -> None:
    status, (answer,) = scanned(line(id=1, text="😀" * 20_000))
    assert (status, answer["action"]) == (0, "allow")


def test_it_reads_nothing_under_contract() -> None:
    text = "Mail ines@varga.dev"
    _, answers = scanned(
        line(id=1, text=text, stage="under-contract"),
        line(id=2, text=text, stage="before-contract"),
        line(id=3, text=text),
        line(id=4, text=text, stage="shortlisted"),
    )
    assert [answer["action"] for answer in answers] == ["allow", "redact", "redact", "redact"]


def test_it_leaves_other_peoples_fields_alone() -> None:
    status, (answer,) = scanned(line(id=1, text="Mail ines@varga.dev", room=7, lang="en", spans=[]))
    assert (status, answer["action"]) == (0, "redact")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"", "the line is blank"),
        (b"{", "the line is no JSON"),
        (b"[" * 100_000, "the line is no JSON"),
        (b"[1]", "the line is no JSON object"),
        (b'\xef\xbb\xbf{"text": "x"}', "the line begins with a byte order mark; write UTF-8 without one"),
        (b'{"text": "\xff"}', "the line is no UTF-8, from octet 11 on"),
        (b"{}", 'the field "text" is missing; it must be a text'),
        (b'{"text": null}', 'the field "text" is missing; it must be a text'),
        (b'{"text": 5}', 'the field "text" must be a text'),
        (
            b'{"text": "x", "id": 1.5}',
            'the field "id" must be a text of at most 1,000 characters or a whole number',
        ),
        (
            b'{"text": "x", "id": true}',
            'the field "id" must be a text of at most 1,000 characters or a whole number',
        ),
        (b'{"text": "x", "stage": 5}', 'the field "stage" must be a text, such as "before-contract"'),
        (
            b'{"text": "x", "countries": ["Germany"]}',
            'the field "countries" must be a list of at most 50 two-letter country codes, '
            'such as ["US", "DE"]',
        ),
        (
            b'{"text": "x", "at": "2026-11-21T10:00:00"}',
            'the field "at" must be a time in ISO 8601 with a zone, such as "2026-11-21T10:00:00Z"',
        ),
    ],
)
def test_it_says_in_plain_words_what_is_wrong_with_a_line(bad: bytes, said: str) -> None:
    status, answers = scanned(bad, line(text="Good."))
    assert (status, answers[0]) == (1, {"id": None, "line": 1, "error": said})
    assert answers[1]["action"] == "allow"


def test_it_takes_null_for_not_given() -> None:
    empty = dict.fromkeys(("id", "conversation", "from", "countries", "stage", "language", "at"))
    status, (answer,) = scanned(line(text="Mail ines@varga.dev", **empty))
    assert (status, answer["action"]) == (0, "redact")


def test_it_reads_half_a_character_as_no_character() -> None:
    """As json.dumps writes a surrogate that lost its other half; a pair is one character."""
    status, answers = scanned(
        line(id="a\ud800", text="a\ud800b"),
        line(id="😀", conversation="\udc00", text="\udc00😀 ines@varga.dev", **{"from": "\ud800"}),
    )
    assert status == 0
    assert (answers[0]["id"], answers[0]["redacted"]) == ("a\ufffd", "a\ufffdb")
    assert answers[1]["id"] == "😀"
    assert answers[1]["redacted"] == "\ufffd😀 [e-mail hidden until a contract]"
    assert answers[1]["findings"][0]["start"] == 3


def test_it_reads_a_conversation_with_its_earlier_messages_in_mind() -> None:
    """Pieces of one sender in one conversation belong together; in other conversations they do not."""
    said = [
        ("c1", "a", "503"),
        ("c2", "a", "503"),
        ("c1", "b", "555"),
        ("c1", "a", "555"),
        (None, "a", "555"),
    ]
    said += [("c2", "a", "0119"), ("c1", "b", "go on"), ("c1", "a", "and 0119"), (None, "a", "0119")]
    lines = [
        line(id=at, text=text, **{"conversation": talk, "from": sender})
        for at, (talk, sender, text) in enumerate(said)
    ]
    status, answers = scanned(*lines, explain=True)
    assert status == 0
    assert [answer["id"] for answer in answers if answer["action"] == "redact"] == [7]
    assert answers[7]["redacted"] == "and [phone number hidden until a contract]"
    assert [(one["id"], one["start"], one["end"]) for one in answers[7]["earlier"]] == [(0, 0, 3), (3, 0, 3)]


def test_it_forgets_earlier_messages_when_lines_say_that_time_has_passed() -> None:
    def said(**at: str) -> list[str]:
        fields = [{"text": "503 555", "at": "2026-11-21T10:00:00Z"}, {"text": "0119", **at}]
        _, answers = scanned(*(line(conversation=1, **each) for each in fields))
        return [answer["action"] for answer in answers]

    assert said(at="2026-11-21T10:29:00Z") == ["allow", "redact"]
    assert said() == ["allow", "redact"]
    assert said(at="2026-11-21T12:31:00+02:00") == ["allow", "allow"]


def test_it_explains_more_when_asked() -> None:
    _, (answer,) = scanned(line(id=1, text="Mail ines@varga.dev"), explain=True)
    assert answer["version"]
    assert "e-mail" in answer["findings"][0]["explanation"]
    assert answer["findings"][0]["features"]
    assert answer["earlier"] == []


def test_it_reads_a_file_and_says_when_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(line(id=1, text="Good."))
    assert run("scan", str(tmp_path / "in.jsonl"))[0] == 0
    status, out, said = run("scan", str(tmp_path / "nothing.jsonl"))
    assert (status, out) == (2, b"")
    assert "cannot be read" in said


def test_it_ends_when_nobody_reads_its_answers(tmp_path: Path) -> None:
    """`anteroom guard scan FILE | head -1` is no fault to be told in a traceback."""
    (tmp_path / "in.jsonl").write_bytes(b"".join(line(id=at, text="Fine.") + b"\n" for at in range(20_000)))
    command = [sys.executable, "-m", "anteroom", "guard", "scan", str(tmp_path / "in.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=120) == 1


def test_it_says_when_there_is_no_standard_input() -> None:
    shell = f"exec {sys.executable} -m anteroom guard scan <&-"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"there is no standard input" in done.stderr


@pytest.mark.parametrize("command", ["scan", "evaluate"])
def test_it_refuses_what_it_does_not_know_with_its_own_usage(command: str) -> None:
    status, out, why = run(command, "somewhere", "--bogus")
    assert (status, out) == (2, b"")
    assert f"usage: anteroom guard {command}" in why
    assert "--bogus" in why


def test_it_loads_the_guard_alone() -> None:
    """Who scans texts does not wait for the web, the database and the mail."""
    listing = [sys.executable, "-X", "importtime", "-m", "anteroom", "guard", "scan"]
    done = subprocess.run(listing, input=b"", capture_output=True, timeout=120, check=True)
    loaded = {each.rpartition("|")[2].strip() for each in done.stderr.decode().splitlines()}
    assert "anteroom.guard.guard" in loaded
    assert not loaded & {"aiohttp", "asyncpg", "anteroom.app", "anteroom.settings", "anteroom_calendar"}


def test_it_helps_without_loading_anything() -> None:
    listing = [sys.executable, "-X", "importtime", "-m", "anteroom", "--help"]
    done = subprocess.run(listing, capture_output=True, timeout=120, check=True)
    loaded = {each.rpartition("|")[2].strip() for each in done.stderr.decode().splitlines()}
    assert not loaded & {"anteroom.guard", "anteroom.app", "anteroom.settings", "msgspec"}


def test_it_is_quiet_when_interrupted_in_the_making_of_a_class() -> None:
    """Which Python 3.11 tells by another exception."""
    script = (
        "import sys\n"
        "class Interrupted:\n"
        "    def __set_name__(self, owner, name): raise KeyboardInterrupt\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'anteroom.command_line': type('Made', (), {'at': Interrupted()})\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from anteroom.__main__ import main\nraise SystemExit(main(['guard', 'scan']))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.parametrize("wait", [0.0, 0.1, 0.3, 0.6, 5.0])
def test_it_is_quiet_when_interrupted(wait: float) -> None:
    """While it still loads, and while it waits for a line."""
    script = (
        # A shell that starts tests in the background has them ignore it, and children inherit that.
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "print(flush=True)\nfrom anteroom.__main__ import main\nraise SystemExit(main(['guard', 'scan']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        time.sleep(0.05 + wait)
        running.send_signal(signal.SIGINT)
        status = running.wait(timeout=120)
        assert (status, running.stdout.read(), running.stderr.read()) == (130, b"", b"")
