"""`anteroom invite` as a person runs it: a file or a pipe in, JSON or a mail out, an exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from anteroom.__main__ import main
from anteroom.invite_description import AttendeeField, Description, MailField, OrganizerField
from anteroom_calendar import Kind, Problem, compose, read_mail, write
from invitations.mails import DSN, OUT_OF_OFFICE, TYPED, WINMAIL
from invitations.samples import INVITATION, REPLY_LINES, a_mail, calendar

DOCS = Path(__file__).parents[2] / "docs"
DESCRIPTION: dict[str, Any] = {
    "uid": "5k2vq7@relay.example",
    "dtstamp": "2026-11-20T09:00:00Z",
    "start": "2026-12-03T15:00:00Z",
    "end": "2026-12-03T16:45:00+01:00",
    "zone": "Europe/Berlin",
    "summary": "Interview: Data pipeline",
    "organizer": {"address": "r-7f3k@relay.example", "label": "Acme, hiring"},
    "attendees": [{"address": "dana@corp.example", "label": "Dana", "rsvp": True}],
}
FIELDS = ["kind", "uid", "sequence", "dtstamp", "organizer", "attendees", "start", "end", "zone"]
FIELDS += ["comment", "delivery", "problems"]


@dataclass(frozen=True, slots=True)
class Done:
    """What came out, and the exit status."""

    returncode: int
    stdout: bytes
    stderr: bytes


Invite = Callable[..., Done]


@pytest.fixture
def invite(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Invite:
    """The command, with a file of these octets for its FILE."""

    def run(*arguments: str, given: bytes | None = None) -> Done:
        if given is not None:
            (tmp_path / "given").write_bytes(given)
            arguments = (*arguments, str(tmp_path / "given"))
        try:
            status = main(["invite", *arguments])
        except SystemExit as leaving:  # argparse leaves so after its help
            status = int(leaving.code or 0)
        return Done(status, *capfdbinary.readouterr())

    return run


def meaning(invite: Invite, given: bytes) -> dict[str, Any]:
    """What it says about an input that it understands."""
    done = invite("read", given=given)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    assert list(said) == FIELDS
    return said


def printed(invite: Invite, description: Mapping[str, Any], *arguments: str) -> bytes:
    done = invite("write", *arguments, given=json.dumps(description).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def test_it_says_what_a_calendar_means(invite: Invite) -> None:
    lines = (*REPLY_LINES, "COMMENT:Glad to")
    assert meaning(invite, calendar(*lines)) == {
        "kind": "reply",
        "uid": "5k2vq7@relay.example",
        "sequence": 2,
        "dtstamp": "2026-11-20T10:15:00Z",
        "organizer": "r-7f3k@relay.example",
        "attendees": [
            {"address": "dana@corp.example", "partstat": "ACCEPTED", "delegated_to": [], "comment": ""}
        ],
        "start": "2026-12-03T15:00:00Z",
        "end": "2026-12-03T15:45:00Z",
        "zone": None,
        "comment": "Glad to",
        "delivery": None,
        "problems": [],
    }


def test_it_takes_a_file_of_either_sort(invite: Invite, tmp_path: Path) -> None:
    for name, content in (("invite.ics", write(INVITATION)), ("mail.eml", compose(a_mail()))):
        (tmp_path / name).write_bytes(content)
        done = invite("read", str(tmp_path / name))
        assert (done.returncode, json.loads(done.stdout)["kind"]) == (0, "request")


@pytest.mark.parametrize(
    ("raw", "kind", "comment"),
    [
        (DSN, Kind.BOUNCE, ""),
        (OUT_OF_OFFICE, Kind.AUTO_REPLY, ""),
        (TYPED, Kind.HUMAN_REPLY, "That works for me.\n\nCould we make it four?"),
    ],
)
def test_it_understands_mails_without_a_calendar(
    invite: Invite, raw: bytes, kind: Kind, comment: str
) -> None:
    said = meaning(invite, raw)
    assert (said["kind"], said["comment"], said["uid"], said["attendees"]) == (kind, comment, None, [])


def test_it_says_what_became_of_a_mail_and_not_whose_it_was(invite: Invite) -> None:
    done = invite("read", given=DSN)
    assert json.loads(done.stdout)["delivery"] == {"action": "failed", "status": "5.1.1"}
    assert b"dana" not in done.stdout + done.stderr


def test_it_explains_what_is_odd(invite: Invite) -> None:
    done = invite("read", given=calendar(*REPLY_LINES[:3], *REPLY_LINES[4:]))
    assert json.loads(done.stdout)["problems"] == ["no-organizer"]
    assert b"no-organizer: There is no ORGANIZER; Exchange leaves it out." in done.stderr


def test_it_names_a_winmail_dat_and_says_what_helps(invite: Invite) -> None:
    done = invite("read", given=WINMAIL)
    said = json.loads(done.stdout)
    assert (done.returncode, said["kind"], said["problems"]) == (2, "unknown", ["winmail-dat"])
    assert "winmail.dat" in said["why"]
    assert b"choose HTML as the message format" in done.stderr


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"hello",
        bytes(range(256)) * 50,
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n",
        calendar(*REPLY_LINES).replace(b"VEVENT", b"VTODO"),
        b"\xff\xfe" + b"x" * 99,
        b"From: a@b.example\r\n\r\n",
        b"x" * (11 << 20),
    ],
    ids=["nothing", "a word", "octets", "no event", "a task", "utf-16", "an empty mail", "too large"],
)
def test_it_says_why_something_is_no_calendar_mail(invite: Invite, given: bytes) -> None:
    done = invite("read", given=given)
    said = json.loads(done.stdout)
    assert (done.returncode, said["kind"]) == (2, "unknown")
    assert done.stderr.decode() == f"Not a calendar mail: {said['why']}.\n"


def test_it_says_that_there_is_no_such_file(invite: Invite, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none"):
        done = invite("read", str(place))
        assert done.returncode == 2
        assert json.loads(done.stdout)["why"].startswith("the file cannot be read")


def test_it_prints_the_whole_mail_for_a_description(invite: Invite) -> None:
    raw = printed(invite, DESCRIPTION)
    mail = read_mail(raw)
    assert (mail.from_address, mail.to) == ("r-7f3k@relay.example", ("dana@corp.example",))
    assert (mail.subject, mail.calendar_method) == ("Interview: Data pipeline", "REQUEST")
    said = meaning(invite, raw)
    assert (said["start"], said["end"], said["zone"]) == (
        "2026-12-03T15:00:00Z",
        "2026-12-03T15:45:00Z",
        "Europe/Berlin",
    )


def test_it_prints_the_same_bytes_for_the_same_description(invite: Invite) -> None:
    assert printed(invite, DESCRIPTION) == printed(invite, DESCRIPTION)


def test_it_prints_the_calendar_alone(invite: Invite) -> None:
    alone = printed(invite, DESCRIPTION, "--calendar")
    assert alone.startswith(b"BEGIN:VCALENDAR\r\n")
    assert alone.strip() == read_mail(printed(invite, DESCRIPTION)).calendar


def test_it_takes_every_field_of_the_mail(invite: Invite) -> None:
    around = {
        "from": "r-other@relay.example",
        "to": "dana.smith@corp.example",
        "subject": "Another",
        "text": "Hello",
        "html": "<p>Hello</p>",
        "message_id": "m1@relay.example",
        "reply_to": "r-third@relay.example",
        "in_reply_to": "m0@relay.example",
        "references": ["m0@relay.example"],
        "auto_submitted": "auto-generated",
    }
    mail = read_mail(printed(invite, {**DESCRIPTION, "mail": around}))
    assert (mail.from_address, mail.to) == ("r-other@relay.example", ("dana.smith@corp.example",))
    assert (mail.subject, mail.text.strip()) == ("Another", "Hello")
    assert (mail.message_id, mail.references) == ("m1@relay.example", ("m0@relay.example",))
    assert mail.auto_submitted == "auto-generated"


def test_it_writes_an_answer_from_the_attendee_to_the_organizer(invite: Invite) -> None:
    answering = {"address": "dana@corp.example", "partstat": "DECLINED"}
    raw = printed(invite, {**DESCRIPTION, "method": "REPLY", "attendees": [answering]})
    assert (read_mail(raw).from_address, read_mail(raw).to) == (
        "dana@corp.example",
        ("r-7f3k@relay.example",),
    )
    assert meaning(invite, raw)["attendees"][0]["partstat"] == "DECLINED"


def test_it_names_all_faults_at_once(invite: Invite) -> None:
    faulty = {
        "metod": "REQUEST",
        "sequence": -1,
        "start": "2026-12-03T15:00:00",
        "end": 5,
        "organizer": {"adress": "x"},
        "attendees": [{"address": "nobody"}, 3],
        "mail": {"from": "a@b.example", "colour": "red"},
    }
    done = invite("write", given=json.dumps(faulty).encode())
    assert (done.returncode, done.stdout) == (2, b"")
    named = {line.split(":")[0].strip() for line in done.stderr.decode().splitlines()[1:]}
    assert named == {
        "metod",
        "uid",
        "sequence",
        "start",
        "end",
        "organizer.adress",
        "organizer.address",
        "attendees[0].address",
        "attendees[1]",
        "mail.colour",
    }


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"zone": "Mars/Olympus", "end": "2026-12-03T14:00:00Z"}, "zone: nobody knows it"),
        ({"attendees": []}, "mail.to: nobody to write to"),
        (
            {"method": "REPLY", "attendees": [], "mail": {"to": "a@b.example"}},
            "attendees: exactly one is wanted",
        ),
        ({"method": "ADD"}, "method: ADD is for series"),
        ({"removal": True}, "removal: is for a CANCEL"),
        ({"conference": "not an address"}, "not an address of the web"),
        ({"mail": {"message_id": "none"}}, "not a message identifier"),
        ({"attendees": [{"address": "dana@corp.example", "partstat": "PERHAPS"}]}, "attendees[0].partstat"),
    ],
)
def test_it_says_what_cannot_be_written(invite: Invite, change: Mapping[str, Any], fault: str) -> None:
    done = invite("write", given=json.dumps({**DESCRIPTION, **change}).encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert fault in done.stderr.decode()


@pytest.mark.parametrize("given", [b"", b"[", b"[]", b"\xff", b"[" * 100_000, b"null"])
def test_it_takes_no_other_json(invite: Invite, given: bytes) -> None:
    done = invite("write", given=given)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"The description has faults:\n")


def test_its_help_tells_what_it_prints(invite: Invite) -> None:
    told = invite("read", "--help").stdout.decode()
    assert all(kind in told for kind in Kind)
    example = invite("write", "--help").stdout.decode()
    described = json.loads(example[example.index("{") : example.rindex("}") + 1])
    assert meaning(invite, printed(invite, described))["kind"] == "request"


def test_its_page_tells_every_problem_kind_and_field() -> None:
    page = (DOCS / "calendar.md").read_text(encoding="utf-8")
    assert [problem for problem in Problem if f"| `{problem}` |" not in page] == []
    assert [kind for kind in Kind if f"`{kind}`" not in page] == []
    shapes = (Description, MailField, AttendeeField, OrganizerField)
    told = {name for shape in shapes for name in shape.__struct_encode_fields__}
    assert [name for name in sorted(told) if f"`{name}`" not in page and f'"{name}"' not in page] == []


def test_it_reads_and_writes_pipes() -> None:
    command = [sys.executable, "-m", "anteroom", "invite"]
    given = json.dumps(DESCRIPTION).encode()
    mail = subprocess.run([*command, "write"], input=given, capture_output=True, timeout=120, check=True)
    said = subprocess.run(
        [*command, "read", "-"], input=mail.stdout, capture_output=True, timeout=120, check=True
    )
    assert json.loads(said.stdout)["uid"] == DESCRIPTION["uid"]
