"""Real-looking mails, spoilt by chance and by what hurts parsers; a number always gives the same mail."""

from __future__ import annotations

from random import Random

from invitations.mails import SAMPLES

# What each of a mail's layers could stumble over, put where it does not belong.
TOKENS = (
    *(b"\r\n", b"\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1b$B", b"\x85", b" ", b"\t"),
    *(b"\\", b'"', b":", b";", b",", b"=", b"<", b">", b"(", b"@", b"%", b"^'", b"--", b"--b1", b"--b1--"),
    *(b"=3D", b"=?utf-8?b?", b"?=", b"<!--", b"<a ", b"&#x110000;", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80"),
    *(b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"),
    *(b"BEGIN:VALARM\r\n", b"METHOD:REPLY\r\n", b"METHOD:X\r\n", b"DTSTART:00000000T000000Z\r\n"),
    *(b"DTSTART:99991231T235959Z\r\n", b"DTEND;TZID=Europe/Berlin:00010101T000000\r\n", b";TZID=/"),
    *(b"DURATION:-P99999999W\r\n", b"SEQUENCE:-1\r\n", b"RRULE:FREQ=SECONDLY\r\n", b"TZOFFSETTO:+9999\r\n"),
    *(b"UID:040000008200E00074C5B7101A82E0080\r\n", b"\r\nContent-Type: message/rfc822\r\n\r\n"),
    *(b"\r\nContent-Type: multipart/mixed\r\n\r\n", b"; charset=unicode_escape", b"; charset=klingon"),
    *(b"\r\nContent-Type: text/calendar; charset=utf-16\r\n\r\n", b"; method*=utf-8''%52EPLY"),
    *(b"; method*0=RE; method*1=PLY", b"Content-Transfer-Encoding: x-uuencode\r\n"),
    *(b"Content-Transfer-Encoding: base64\r\n", b"\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"),
    *(b"> ", b"On 2026 a wrote:\r\n", b"-- \r\n", b"\xe2\x80\xae"),
)


def mutated(number: int) -> bytes:
    """A mail spoilt in one to eight places."""
    chance = Random(number)
    raw = bytearray(chance.choice(list(SAMPLES.values())))
    for _ in range(chance.randint(1, 8)):
        _spoil(raw, chance)
    return bytes(raw)


def _spoil(raw: bytearray, chance: Random) -> None:
    place = chance.randrange(len(raw) + 1)
    length = min(chance.choice((1, 2, 8, 40, 300)), len(raw) - place)
    match chance.randrange(9):
        case 0:  # some octets are others
            raw[place : place + length] = chance.randbytes(length)
        case 1:  # a piece is lost
            del raw[place : place + length]
        case 2:  # a piece comes twice, or very often
            raw[place:place] = raw[place : place + length] * chance.choice((1, 1, 2, 50))
        case 3 | 4 | 5:  # something is in the way
            raw[place:place] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 200))
        case 6:  # a piece of another mail
            other = chance.choice(list(SAMPLES.values()))
            begin = chance.randrange(len(other))
            raw[place : place + length] = other[begin : begin + chance.choice((20, 200, 2000))]
        case 7:  # lines change places
            lines = bytes(raw).split(b"\r\n")
            one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[two] = lines[two], lines[one]
            raw[:] = b"\r\n".join(lines)
        case _:  # the rest is missing, or the case is another
            raw[:] = raw[:place] if chance.random() < 0.3 else bytes(raw).swapcase()
