"""Ways to write a contact detail so that a careless search would miss it."""

from __future__ import annotations

import base64
import html
import json
import quopri
from collections.abc import Callable
from email.header import Header
from email.message import EmailMessage
from urllib.parse import quote, quote_plus

import jwt


def _full_width(value: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in value)


def _bold(value: str) -> str:
    """Mathematical letters and digits, as chat names use them."""
    table = {ord("a") + n: 0x1D41A + n for n in range(26)} | {ord("0") + n: 0x1D7CE + n for n in range(10)}
    return value.casefold().translate(table)


def _folded(value: str) -> str:
    line = f"DESCRIPTION:Reach me at {value}"
    pieces = [line[at : at + 9] for at in range(0, len(line), 9)]
    return "\r\n ".join(["BEGIN:VCALENDAR", *pieces[:1]])[17:] + "".join(
        f"\r\n {piece}" for piece in pieces[1:]
    )


def _escaped_calendar(value: str) -> str:
    return "DESCRIPTION:Dear\\n" + value.replace(",", "\\,").replace(";", "\\;").replace("@", "\\@")


def _broken_base64(value: str) -> str:
    text = base64.b64encode(f"{'x' * 50} {value} {'y' * 60}".encode()).decode()
    return "\r\n".join(text[at : at + 60] for at in range(0, len(text), 60))


def _mail_in_mail(value: str) -> str:
    inner = EmailMessage()
    inner["Subject"] = "Forwarded"
    inner.set_content(f"Reach me at {value} and nowhere else, dear ñ", cte="base64")
    outer = EmailMessage()
    outer["Subject"] = "See below"
    outer.set_content("See the attachment.")
    outer.add_attachment(inner)
    return outer.as_bytes().decode()


def _attachment(value: str) -> str:
    mail = EmailMessage()
    mail["Subject"] = "See the attachment"
    mail.set_content("See the attachment.")
    mail.add_attachment(value.encode("utf-16"), "application", "octet-stream", filename="card.bin")
    return mail.as_bytes().decode()


def _file_name(value: str) -> str:
    mail = EmailMessage()
    mail["Subject"] = "See the attachment"
    mail.set_content("See the attachment.")
    mail.add_attachment(b"x", "application", "octet-stream", filename=f"card of ñ {value} for you.txt")
    return mail.as_bytes().decode()


def _alternative(value: str) -> str:
    mail = EmailMessage()
    mail["Subject"] = "Two ways to read it"
    mail.set_content("Nothing here.")
    mail.add_alternative(f"<p title='{html.escape(value)}'>Nothing here.</p>", "html", cte="base64")
    return mail.as_bytes().decode()


def _token(value: str) -> str:
    return jwt.encode({"sub": value}, "k" * 32, algorithm="HS256")


def _continued(value: str) -> str:
    half = len(value) // 2
    return f"filename*0*=utf-8''{quote(value[:half])}; filename*1=\"{value[half:]}\""


PLANTS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "other case": str.swapcase,
    "backwards": lambda value: value[::-1],
    "full width": _full_width,
    "bold letters": _bold,
    "zero width": lambda value: "\u200b".join(value),
    "soft hyphens": lambda value: "\u00ad".join(value),
    "combining marks": lambda value: "\u0332".join(value),
    "spaced": " ".join,
    "dotted": ".".join,
    "quoted-printable": lambda value: "".join(
        f"={ord(each):02X}" for each in value.encode().decode("latin-1")
    ),
    "soft line breaks": lambda value: quopri.encodestring(f"{'x' * 68}{value}".encode()).decode(),
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64 after a prefix": lambda value: base64.b64encode(f"id{value}".encode()).decode(),
    "base64 glued to a word": lambda value: "v1" + base64.b64encode(value.encode()).decode(),
    "base64 without padding": lambda value: base64.urlsafe_b64encode(value.encode()).decode().rstrip("="),
    "base64 over lines": _broken_base64,
    "base64 twice": lambda value: base64.b64encode(base64.b64encode(value.encode())).decode(),
    "base32": lambda value: base64.b32encode(f"{value}      ".encode()).decode().lower().rstrip("="),
    "hex": lambda value: value.encode().hex(),
    "hex with colons": lambda value: value.encode().hex(":").upper(),
    "query": lambda value: f"https://x.example/?to={quote(value, safe='')}",
    "every octet quoted": lambda value: "".join(f"%{each:02x}" for each in value.encode()),
    "quoted twice": lambda value: f"#next={quote(quote(value, safe=''), safe='')}",
    "form": lambda value: f"a=1&note={quote_plus(value)}&b=2",
    "decimal entities": lambda value: "".join(f"&#{ord(each)};" for each in value),
    "hex entities": lambda value: "".join(f"&#x{ord(each):x};" for each in value),
    "entities twice": lambda value: html.escape("".join(f"&#{ord(each)};" for each in value)),
    "between tags": lambda value: "<b>" + "</b><b>".join(value) + "</b>",
    "between comments": lambda value: "<!-- x -->".join(value),
    "attribute": lambda value: f'<a data-who="{html.escape(value)}">x</a>',
    "JSON escapes": lambda value: '{"x":"' + "".join(f"\\u{ord(each):04x}" for each in value) + '"}',
    "JSON in JSON": lambda value: json.dumps(
        {"x": json.dumps({"y": json.dumps([value.replace("a", "\u0061")])})}
    ),
    "script escapes": lambda value: "".join(
        f"\\x{ord(each):02x}" for each in value.encode().decode("latin-1")
    ),
    "folded calendar": _folded,
    "escaped calendar": _escaped_calendar,
    "caret escapes": lambda value: f"ATTENDEE;CN=\"^'{value}^'^n\":mailto:r-1@relay.example",
    "encoded words": lambda value: Header(f"Reach {value} today, dear ñ", "utf-8", maxlinelen=40).encode(),
    "encoded word in quotes": lambda value: (
        f"=?utf-8?Q?{''.join(f'={each:02X}' for each in value.encode())}?="
    ),
    "continued parameter": _continued,
    "token": _token,
    "mail in mail": _mail_in_mail,
    "attachment": _attachment,
    "file name": _file_name,
    "alternative": _alternative,
}
