"""`anteroom guard score` scores a corpus, as a shell calls it, and says what is wrong with one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from anteroom.guard.measure.evaluate import Share
from guard.guard_shell import line, run
from required import lacking


def corpus(folder: Path) -> Path:
    """Two plain contacts (one nobody could see), three ordinary texts, a split and a clean conversation."""
    positives = [
        {"id": "p1", "lang": "en", "class": "plain", "text": "Mail a.b@c.dev", "spans": [[5, 14, "email"]]},
        {"id": "p2", "lang": "en", "class": "plain", "text": "As usual.", "spans": [[0, 8, "solicitation"]]},
        {"id": "p3", "lang": "de", "class": "link", "text": "t.me/ines or a pin", "spans": [[0, 18, "link"]]},
    ]
    negatives = [
        {"id": f"n{at}", "lang": "en", "genre": "price", "text": f"{at},500 in all"} for at in (1, 2)
    ]
    negatives.append({"id": "n3", "lang": "fr", "genre": "code", "text": "mail a.b@c.dev"})
    talks = [
        {
            "id": "c1",
            "label": "contact",
            "reveal_at": 1,
            "messages": [{"from": "a", "text": "hi"}, {"from": "b", "text": "a.b@c.dev"}],
        },
        {
            "id": "c3",
            "label": "contact",
            "reveal_at": 3,
            "messages": [{"from": "b", "text": text} for text in ("503", "555", "well", "0119")],
        },
        {"id": "c2", "label": "clean", "reveal_at": None, "messages": [{"from": "a", "text": "hi"}]},
    ]
    for name, rows in (("positives", positives), ("negatives", negatives), ("conversations", talks)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def test_it_scores_a_corpus(tmp_path: Path) -> None:
    status, out, _ = run("evaluate", str(corpus(tmp_path)), "--json")
    scored = json.loads(out)
    assert status == 0

    def hits(part: str, name: str, column: str) -> tuple[int, int]:
        (found,) = [row for row in scored[part] if row["name"] == name]
        return found[column]["hits"], found[column]["of"]

    assert hits("positives", "plain", "redacted") == (1, 2)
    assert hits("positives", "plain", "hidden") == (1, 1)
    assert hits("positives", "link", "redacted") == (1, 1)
    assert hits("positives", "link", "hidden") == (0, 1)
    assert hits("positives", "all", "redacted") == (2, 3)
    assert hits("negatives", "price", "warned") == (0, 2)
    assert hits("negatives", "fr", "redacted") == (1, 1)
    assert hits("split", "all", "warned") == (2, 2)
    assert hits("split", "all", "redacted") == (2, 2)
    assert hits("clean", "all", "warned") == (0, 1)
    assert {(one["id"], one["wrong"]) for one in scored["wrong"]} == {
        ("p2", "missed"),
        ("p3", "survived"),
        ("n3", "redacted"),
    }


def test_it_passes_over_blank_lines_at_the_end_of_a_file(tmp_path: Path) -> None:
    for file in corpus(tmp_path).iterdir():
        file.write_bytes(file.read_bytes() + b"\n \n\r\n")
    status, out, _ = run("evaluate", str(tmp_path), "--json")
    assert (status, json.loads(out)["positives"][-1]["texts"]) == (0, 3)


@pytest.mark.parametrize("asked", [[], ["--json"], ["--wrong"]])
def test_it_scores_quietly_when_nobody_reads_the_tables(tmp_path: Path, asked: list[str]) -> None:
    command = [sys.executable, "-m", "anteroom", "guard", "evaluate", str(corpus(tmp_path)), *asked]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=120) == 1


@pytest.mark.parametrize("command", ["scan", "evaluate tests"])
def test_it_says_when_there_is_no_standard_output(command: str) -> None:
    shell = f"exec {sys.executable} -m anteroom guard {command} >&-"
    done = subprocess.run(["sh", "-c", shell], input=b"", capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (1, b"There is no standard output to answer on.\n")


def test_it_says_when_its_answers_find_no_room() -> None:
    if not Path("/dev/full").exists():
        lacking("/dev/full is missing: run the tests under Linux")
    shell = f"exec {sys.executable} -m anteroom guard scan >/dev/full"
    done = subprocess.run(["sh", "-c", shell], input=line(text="x"), capture_output=True, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"Reading or answering failed: No space left on device." in done.stderr


def test_it_prints_tables_and_what_was_wrong(tmp_path: Path) -> None:
    status, out, _ = run("evaluate", str(corpus(tmp_path)), "--wrong")
    shown = out.decode()
    assert status == 0
    assert "2 = 66.7 % [20.77, 93.85]" in shown
    assert "missed\tplain\tp2\t'As usual.'" in shown


@pytest.mark.parametrize(
    ("positives", "said"),
    [
        ("", "no positives.jsonl"),
        ("{", "line 1"),
        (
            '{"id": "p", "lang": "en", "class": "x", "text": "ab", "spans": [[1, 3, "email"]]}',
            "line 1: a span lies outside the text",
        ),
        (
            '{"id": "p", "lang": "en", "class": "x", "text": "ab", "spans": [[0, 2, "emale"]]}',
            "kind is one of",
        ),
        ('{"id": "p", "lang": "en", "class": "x", "text": "ab", "spans": []}', "a list, not empty"),
        ('{"id": "p", "lang": "en", "class": "x", "text": "ab"}', 'the field "spans" is missing'),
        ('\n{"id": "p"}', "line 1: the line is blank, and others follow"),
        ('\ufeff{"id": "p"}', "line 1: the line begins with a byte order mark"),
        ("{}", 'line 1: the field "id" is missing; it must be a text'),
    ],
)
def test_it_refuses_what_is_no_corpus(tmp_path: Path, positives: str, said: str) -> None:
    if positives:
        (tmp_path / "positives.jsonl").write_text(positives)
    status, out, why = run("evaluate", str(tmp_path))
    assert (status, out) == (2, b"")
    assert said in why


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (0, 0, 0.0, 1.0)],
)
def test_it_gives_wilsons_interval(hits: int, total: int, low: float, high: float) -> None:
    """81 of 263 is the example of Newcombe, Statistics in Medicine 17 (1998), table I: 0.2553 to 0.3662."""
    assert Share(hits, total).interval == pytest.approx((low, high), abs=5e-5)
