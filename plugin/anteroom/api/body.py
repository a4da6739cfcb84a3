"""Reading a request: once, at the edge, into a struct that says all that is allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import msgspec
from aiohttp import ClientPayloadError, web

from anteroom.errors import BadInput, Malformed

LONGEST = 64 * 1024
QUOTED = re.compile(r"[`'\"]([^`'\"]*)[`'\"]")
NAME = re.compile(r"[$a-z_.\[\]|]{1,40}")
NUL = rb"\u0000"
JSON = ("/json", "+json")
WHOLE = re.compile(r"Expected `int(?: \| [a-z| ]+)?`, got `float`")
Moment = Annotated[datetime, msgspec.Meta(extra_json_schema={"format": "date-time"})]
"""An instant; `required_instant` refuses one without an offset in our own words."""
T = TypeVar("T", bound=msgspec.Struct)


class TooLarge(BadInput):
    """The body is larger than any that is expected."""

    code = "too-large"
    status = 413


class NotJson(BadInput):
    """The body is not said to be JSON."""

    code = "unsupported-media-type"
    status = 415


class Unread(Exception):
    """A body was not read: `status` is what to answer, the sentence is for the log alone."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Told(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Base of all bodies: what is not expected is refused, so that a misspelt field is not lost."""


async def read(request: web.Request, kind: type[T]) -> T:
    """Return the JSON body as a `kind`. Raises Malformed that names the place and what was expected."""
    raw = await request.read()
    if len(raw) > LONGEST:
        raise TooLarge("The body is larger than 64 KiB.")
    if not request.content_type.endswith(JSON) and "Content-Type" in request.headers:
        raise NotJson("The body is not said to be JSON: Content-Type is something else.")
    if NUL in raw:
        raise BadInput("The body holds a character that no text has (U+0000).")
    try:
        try:
            return msgspec.json.decode(raw, type=kind)
        except msgspec.ValidationError as error:
            if not WHOLE.search(str(error)):
                raise
            # 45.0 is a whole number to JSON Schema (2020-12, 4.2.3), and some programs write it so.
            return msgspec.convert(_whole(msgspec.json.decode(raw)), kind)
    except msgspec.ValidationError as error:
        raise Malformed(f"The body is not as expected: {_named_only(str(error))}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("The body is not JSON.") from error


async def read_within(request: web.Request, largest: int) -> bytes:
    """Return the octets of a body whose sender gets no words of ours, before anybody has proven anything.

    Raises Unread: 413 for more than `largest` octets, 400 for broken chunks or a wrong encoding.
    """
    if (request.content_length or 0) > largest:
        raise Unread(413, "too large")
    try:
        body = await request.read()
    except (ClientPayloadError, web.RequestPayloadError, ValueError):
        raise Unread(400, "broken body") from None
    if len(body) > largest:
        raise Unread(413, "too large")
    return body


def read_query(request: web.Request, kind: type[T]) -> T:
    """Return what stands behind the “?” as a `kind`, whose fields are text or numbers.

    Raises Malformed that names the place, for one that is given twice or that we do not know, too.
    """
    given = dict(request.query)
    if len(given) != len(request.query):
        raise Malformed("Something stands twice behind the “?” of the address.")
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        fault = _named_only(str(error))
        raise Malformed(f"What stands behind the “?” of the address is not as expected: {fault}.") from error


def _whole(value: Any) -> Any:
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_whole(each) for each in value]
        case dict():
            return {name: _whole(each) for name, each in value.items()}
        case _:
            return value


def _named_only(said: str) -> str:
    """Leave out of a fault what looks like more than a name of a field: it is the sender's, not ours."""
    return QUOTED.sub(lambda found: found[0] if NAME.fullmatch(found[1]) else "`…`", said)


async def read_form(request: web.Request, *, compared: str = "") -> Mapping[str, str]:
    """Return the text fields of a form, the last of each name. Raises BadInput for what is none, or no text.

    Too large a one is refused by the application's own bound, as a raised HTTP answer. The field `compared`
    is only compared with what we know: no text in it is wrong like anything else, and nobody learns more.
    """
    try:
        form = await request.post()
    except (ValueError, LookupError, AssertionError) as error:  # a charset or a boundary that is none
        raise BadInput("This form cannot be read.", reason=type(error).__name__) from error
    said = {name: value for name, value in form.items() if isinstance(value, str)}
    if compared in said and not _is_text(said[compared]):
        said[compared] = "\N{REPLACEMENT CHARACTER}"
    if not all(_is_text(value) for value in said.values()):
        raise BadInput("This form holds a character that no text has.")
    return said


def _is_text(value: str) -> bool:
    """Tell whether the database takes it: no U+0000, and no half of a pair of surrogates."""
    return "\0" not in value and value.encode(errors="replace") == value.encode(errors="surrogatepass")


def instant(value: datetime | None, field: str) -> datetime | None:
    """Return an instant in UTC. Raises Malformed for one without a zone: a zone is never assumed."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise Malformed("An instant needs its offset, as in 2026-11-26T14:00:00Z.", field=field)
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise Malformed("There is no such instant.", field=field) from error


def required_instant(value: datetime, field: str) -> datetime:
    """Return an instant in UTC, as `instant` does."""
    found = instant(value, field)
    assert found is not None
    return found
