"""`anteroom guard`: read texts as the guard does, and say how well it does on a labelled corpus."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final

import msgspec

from anteroom.guard import VERSION, Context, Exchanges, Finding, Guard, Verdict
from anteroom.guard.measure.corpus import FaultyCorpus, read_corpus
from anteroom.guard.measure.evaluate import as_data, evaluate, table
from anteroom.guard.measure.json_lines import MAX_LINE, FaultyLine, read_object, read_row
from anteroom.guard.pieces.exchange import LONGEST_SENDER
from anteroom.guard.pieces.window import LONGEST_ID
from anteroom.policy.model import Stage

SCAN_HELP = """read texts as JSON lines, answer each with the guard's verdict, in the same order

in:  {"id": "m1", "text": "...", "conversation": "c7", "from": "client",
      "countries": ["US", "DE"], "stage": "before-contract", "at": "2026-11-21T10:00:00Z"}
out: {"id": "m1", "action": "redact", "findings": [{"kind", "start", "end", "rule",
      "score"}], "redacted": "...", "explanation": "..."}

Only text is needed. start and end count code points of text. Messages of one
conversation are read in the order in which they come, each with what its sender wrote
before in mind. A line that cannot be read is answered by {"id", "line", "error"}, and
the next one is read."""
SCAN_END = """exit status: 0 every line was read; 1 some could not be, or nobody takes the answers;
2 the file cannot be opened"""
EVALUATE_HELP = """score positives.jsonl, negatives.jsonl and conversations.jsonl of a folder

Prints recall and false alarms by class, genre and language, with 95 % intervals."""
EVALUATE_END = (
    "exit status: 0 scored, however well; 1 nobody takes the tables; 2 the folder is no labelled corpus: "
    "standard error says why"
)

REDACT_AT: Final = 0.6
"""The score from which a span is taken out, as everywhere in the product."""

_BEGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a message without a time was written: together with the one before it."""

_Id = Annotated[str, msgspec.Meta(max_length=1000)] | int
_Sender = Annotated[str, msgspec.Meta(max_length=LONGEST_SENDER)]
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_Country = Annotated[str, msgspec.Meta(pattern="^[A-Za-z]{2}$")]


class Unread(Exception):
    """A line that cannot be read; `id` is its own where that much was there."""

    def __init__(self, reason: str, own_id: _Id | None = None) -> None:
        super().__init__(reason)
        self.id = own_id


class Text(msgspec.Struct, frozen=True):
    """One line in; fields of other names are left alone. Every `stage` but "under-contract" is before one."""

    text: str
    id: _Id | None = None
    conversation: _Id | None = None
    from_: _Sender | None = msgspec.field(name="from", default=None)
    countries: Annotated[tuple[_Country, ...], msgspec.Meta(max_length=50)] = ()
    stage: str = Stage.BEFORE_CONTRACT
    language: str = "en"
    at: _Moment | None = None


_WANTED: Final = {
    "text": "a text",
    "id": "a text of at most 1,000 characters or a whole number",
    "conversation": "a text of at most 1,000 characters or a whole number",
    "from": f"a text of at most {LONGEST_SENDER} characters",
    "countries": 'a list of at most 50 two-letter country codes, such as ["US", "DE"]',
    "stage": 'a text, such as "before-contract"',
    "language": 'a language code, such as "de"',
    "at": 'a time in ISO 8601 with a zone, such as "2026-11-21T10:00:00Z"',
}


def guard_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `scan` and `evaluate` with their arguments."""
    what = parser.add_subparsers(required=True, metavar="scan|evaluate")
    raw = argparse.RawDescriptionHelpFormatter
    scanning = what.add_parser(
        "scan",
        help="JSON lines in, verdicts out",
        description=SCAN_HELP,
        epilog=SCAN_END,
        formatter_class=raw,
    )
    scanning.add_argument(
        "file", metavar="FILE", nargs="?", default="-", help="the lines; standard input without it, or -"
    )
    scanning.add_argument("--explain", action="store_true", help="add all that is known of each finding")
    scanning.set_defaults(guard=_scan)
    scoring = what.add_parser(
        "evaluate",
        help="score a labelled corpus",
        description=EVALUATE_HELP,
        epilog=EVALUATE_END,
        formatter_class=raw,
    )
    scoring.add_argument("folder", metavar="DIR", type=Path)
    scoring.add_argument("--json", action="store_true", help="one JSON object in place of the tables")
    scoring.add_argument("--wrong", action="store_true", help="list the texts that were judged wrongly")
    scoring.set_defaults(guard=_evaluate)


def guard(chosen: argparse.Namespace) -> int:
    """Run `anteroom guard scan` or `evaluate`; return the exit status."""
    if sys.stdout is None:
        _explain("There is no standard output to answer on.")
        return 1
    try:
        status: int = chosen.guard(chosen)
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # there, whoever read the answers has enough
            _explain(f"Reading or answering failed: {error.strerror or 'no reason given'}.")
        # The interpreter would fail again, flushing at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _scan(chosen: argparse.Namespace) -> int:
    try:
        source = _source(chosen.file)
    except OSError as error:
        _explain(f"The file cannot be read: {error.strerror or 'no reason given'}.")
        return 2
    with source:
        return scan(source, sys.stdout.buffer, explain=chosen.explain)


def _source(name: str) -> BinaryIO:
    if name != "-":
        return Path(name).open("rb")
    if sys.stdin is None:
        raise OSError(errno.EBADF, "there is no standard input")
    return sys.stdin.buffer


def scan(source: BinaryIO, answers: BinaryIO, *, explain: bool) -> int:
    """Answer each line of `source` before the next is read; 0 when every line could be read, else 1.

    Memory is bounded by one line and what `Exchanges` remembers. Messages are inspected one by one as they
    come, those of one conversation with what their sender wrote in it before in mind.
    """
    reader = Guard(redact_at=REDACT_AT)
    exchanges, encoder, status = Exchanges(reader), msgspec.json.Encoder(), 0
    for number, line in enumerate(_lines(source), 1):
        try:
            text = _text(line)
            answer = _answer(text, _verdict(reader, exchanges, text, number), explain=explain)
        except Unread as error:
            status = 1
            answer = {"id": error.id, "line": number, "error": str(error)}
        answers.write(encoder.encode(answer) + b"\n")
        answers.flush()
    return status


def _lines(source: BinaryIO) -> Iterator[bytes | None]:
    """Each line; None in place of one that is longer than MAX_LINE octets."""
    while line := source.readline(MAX_LINE + 1):
        if len(line) <= MAX_LINE or line.endswith(b"\n"):
            yield line
            continue
        while (rest := source.readline(MAX_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None


def _text(line: bytes | None) -> Text:
    if line is None:
        raise Unread(f"the line is longer than {MAX_LINE} octets")
    try:
        loose = read_object(line)
    except FaultyLine as error:
        raise Unread(str(error)) from error
    try:
        return read_row(loose, Text, _WANTED)
    except FaultyLine as error:
        raise Unread(str(error), _id(loose)) from error


def _id(loose: dict[str, Any]) -> _Id | None:
    found = loose.get("id")
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None


def _verdict(reader: Guard, exchanges: Exchanges, text: Text, number: int) -> Verdict | None:
    """None where the contract has begun: nothing is read then, and nothing remembered."""
    if text.stage == Stage.UNDER_CONTRACT:
        return None
    countries = tuple(country.upper() for country in text.countries)
    context = Context(countries=countries, language=text.language)
    if text.conversation is None:
        return reader.inspect(text.text, context)
    key, at = _key(text.id, number), text.at or _BEGIN
    return exchanges.said(text.conversation, text.text, context, sender=text.from_ or "", message=key, at=at)


def _key(own_id: _Id | None, number: int) -> str:
    """A message's id as the guard remembers it: as JSON, which tells 5 from "5", or the line's number."""
    key = msgspec.json.encode(own_id).decode()
    return f"#{number}" if own_id is None or len(key) > LONGEST_ID else key


def _own_id(key: str) -> _Id | None:
    return None if key.startswith("#") else msgspec.json.decode(key, type=_Id)


def _answer(text: Text, verdict: Verdict | None, *, explain: bool) -> dict[str, Any]:
    if verdict is None:
        return {"id": text.id, "action": "allow", "findings": [], "redacted": text.text, "explanation": ""}
    return {
        "id": text.id,
        "action": verdict.action,
        "findings": [_finding(finding, explain=explain) for finding in verdict.findings],
        "redacted": verdict.redacted,
        "explanation": verdict.explanation,
        **(_more(verdict) if explain else {}),
    }


def _more(verdict: Verdict) -> dict[str, Any]:
    earlier = [
        {"id": _own_id(one.message), "kind": one.kind, "start": one.start, "end": one.end}
        for one in verdict.earlier
    ]
    return {"version": verdict.version, "earlier": earlier}


def _finding(finding: Finding, *, explain: bool) -> dict[str, Any]:
    known: dict[str, Any] = msgspec.to_builtins(finding)
    return known if explain else {name: known[name] for name in ("kind", "start", "end", "rule", "score")}


def _evaluate(chosen: argparse.Namespace) -> int:
    try:
        corpus = read_corpus(chosen.folder)
    except FaultyCorpus as error:
        _explain(f"No labelled corpus: {error}")
        return 2
    scored = evaluate(corpus, Guard(redact_at=REDACT_AT), redact_at=REDACT_AT, version=VERSION)
    if chosen.json:
        shown = msgspec.json.format(msgspec.json.encode(as_data(scored)), indent=2).decode() + "\n"
    else:
        shown = table(scored)
    if chosen.wrong and not chosen.json:
        shown += "\n" + "".join(f"{one.wrong}\t{one.name}\t{one.id}\t{one.text!r}\n" for one in scored.wrong)
    sys.stdout.write(shown)
    sys.stdout.flush()
    return 0


def _explain(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr, flush=True)  # noqa: T201  # a command line speaks
