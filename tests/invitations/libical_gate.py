"""libical, asked through ctypes: its own table of what each iTIP method must hold, and what it reads."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

from invitations.readings import Reading, Unread
from required import lacking

_HOW = "libical is missing: apt-get install libical3"
_TEXT, _NUMBER, _PLACE = ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p


class _Time(ctypes.Structure):
    """libical 3's `struct icaltimetype`."""

    _fields_ = (
        *(
            (name, _NUMBER)
            for name in ("year", "month", "day", "hour", "minute", "second", "date", "daylight")
        ),
        ("zone", _PLACE),
    )


_FUNCTIONS = {
    "icalparser_parse_string": (_PLACE, [_TEXT]),
    "icalrestriction_check": (_NUMBER, [_PLACE]),
    "icalcomponent_as_ical_string": (_TEXT, [_PLACE]),
    "icalcomponent_free": (None, [_PLACE]),
    "icalcomponent_string_to_kind": (_NUMBER, [_TEXT]),
    "icalcomponent_get_first_component": (_PLACE, [_PLACE, _NUMBER]),
    "icalcomponent_count_components": (_NUMBER, [_PLACE, _NUMBER]),
    "icalcomponent_get_first_property": (_PLACE, [_PLACE, _NUMBER]),
    "icalcomponent_get_next_property": (_PLACE, [_PLACE, _NUMBER]),
    "icalproperty_string_to_kind": (_NUMBER, [_TEXT]),
    "icalproperty_get_value_as_string": (_TEXT, [_PLACE]),
    "icalproperty_get_first_parameter": (_PLACE, [_PLACE, _NUMBER]),
    "icalproperty_get_parameter_as_string": (_TEXT, [_PLACE, _TEXT]),
    "icalproperty_get_datetime_with_component": (_Time, [_PLACE, _PLACE]),
    "icalparameter_string_to_kind": (_NUMBER, [_TEXT]),
    "icalparameter_get_cn": (_TEXT, [_PLACE]),
    "icalproperty_get_summary": (_TEXT, [_PLACE]),
    "icaltime_as_timet_with_zone": (ctypes.c_long, [_Time, _PLACE]),
}


class Libical:
    """Parses a calendar, says what it has against it, and what it reads in it."""

    def __init__(self, library: ctypes.CDLL) -> None:
        for name, (result, arguments) in _FUNCTIONS.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
        self._library = library

    def complaints(self, data: bytes) -> list[str]:
        """Everything that the parser and `icalrestriction_check` have against the message; empty when it is
        sound.
        """
        with self._parsed(data) as calendar:
            if calendar is None:
                return ["not parsed"]
            sound = self._library.icalrestriction_check(calendar)
            text = self._library.icalcomponent_as_ical_string(calendar).decode().replace("\r\n ", "")
        found = [line for line in text.split("\r\n") if line.startswith("X-LIC-ERROR")]
        return found or ([] if sound else ["refused without a reason"])

    def reading(self, data: bytes) -> Reading | Unread:
        """What the message says. Believes an embedded zone more than its name."""
        with self._parsed(data) as calendar:
            if calendar is None:
                return Unread("not parsed")
            kind = self._library.icalcomponent_string_to_kind(b"VEVENT")
            event = self._library.icalcomponent_get_first_component(calendar, kind)
            if event is None or self._library.icalcomponent_count_components(calendar, kind) != 1:
                return Unread("not one event")
            sequence = self._value(event, b"SEQUENCE")
            organizer = self._first(event, b"ORGANIZER")
            summary = self._first(event, b"SUMMARY")
            return Reading(
                method=self._value(calendar, b"METHOD"),
                uid=self._value(event, b"UID"),
                sequence=int(sequence) if sequence else None,
                dtstamp=self._instant(event, b"DTSTAMP"),
                start=self._instant(event, b"DTSTART"),
                end=self._instant(event, b"DTEND"),
                organizer=None if organizer is None else self._person(organizer),
                attendees=tuple(
                    (
                        *self._person(each),
                        self._text("icalproperty_get_parameter_as_string", each, b"PARTSTAT"),
                    )
                    for each in self._all(event, b"ATTENDEE")
                ),
                summary="" if summary is None else self._text("icalproperty_get_summary", summary),
            )

    @contextmanager
    def _parsed(self, data: bytes) -> Iterator[int | None]:
        calendar = self._library.icalparser_parse_string(data)
        try:
            yield calendar
        finally:
            if calendar is not None:
                self._library.icalcomponent_free(calendar)

    def _all(self, component: int, name: bytes) -> Iterator[int]:
        kind = self._library.icalproperty_string_to_kind(name)
        found = self._library.icalcomponent_get_first_property(component, kind)
        while found is not None:
            yield found
            found = self._library.icalcomponent_get_next_property(component, kind)

    def _first(self, component: int, name: bytes) -> int | None:
        return next(self._all(component, name), None)

    def _value(self, component: int, name: bytes) -> str:
        found = self._first(component, name)
        return "" if found is None else self._text("icalproperty_get_value_as_string", found)

    def _person(self, place: int) -> tuple[str, str]:
        kind = self._library.icalparameter_string_to_kind(b"CN")
        name = self._library.icalproperty_get_first_parameter(place, kind)
        address = self._text("icalproperty_get_value_as_string", place).removeprefix("mailto:")
        return address, "" if name is None else self._text("icalparameter_get_cn", name)

    def _instant(self, event: int, name: bytes) -> int | None:
        found = self._first(event, name)
        if found is None:
            return None
        time = self._library.icalproperty_get_datetime_with_component(found, event)
        return int(self._library.icaltime_as_timet_with_zone(time, time.zone))

    def _text(self, function: str, *arguments: int | bytes) -> str:
        found = getattr(self._library, function)(*arguments)
        return "" if found is None else bytes(found).decode()


def open_libical() -> Libical:
    """The library, or a skip that says how to get it; a failure where everything is required."""
    try:
        return Libical(ctypes.CDLL("libical.so.3"))
    except OSError:
        lacking(_HOW)
