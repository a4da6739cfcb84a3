"""libical's own table of what each iTIP method must and must not hold, asked through ctypes."""

from __future__ import annotations

import ctypes
import ctypes.util
import os

import pytest

_HOW = "libical is missing: apt-get install libical3"


class Libical:
    """Parses a calendar and says what `icalrestriction_check` and the parser have against it."""

    def __init__(self, library: ctypes.CDLL) -> None:
        library.icalparser_parse_string.restype = ctypes.c_void_p
        library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
        library.icalrestriction_check.restype = ctypes.c_int
        library.icalrestriction_check.argtypes = [ctypes.c_void_p]
        library.icalcomponent_as_ical_string.restype = ctypes.c_char_p
        library.icalcomponent_as_ical_string.argtypes = [ctypes.c_void_p]
        library.icalcomponent_free.restype = None
        library.icalcomponent_free.argtypes = [ctypes.c_void_p]
        self._library = library

    def complaints(self, data: bytes) -> list[str]:
        """Everything libical has against the message; empty when it is sound."""
        component = self._library.icalparser_parse_string(data)
        if not component:
            return ["not parsed"]
        try:
            sound = self._library.icalrestriction_check(component)
            text = self._library.icalcomponent_as_ical_string(component).decode().replace("\r\n ", "")
        finally:
            self._library.icalcomponent_free(component)
        found = [line for line in text.split("\r\n") if line.startswith("X-LIC-ERROR")]
        return found or ([] if sound else ["refused without a reason"])


def open_libical() -> Libical:
    """The library, or a skip that says how to get it; a failure where everything is required."""
    try:
        return Libical(ctypes.CDLL("libical.so.3"))
    except OSError:
        if os.environ.get("ANTEROOM_REQUIRE_ALL") == "1":
            pytest.fail(_HOW)
        pytest.skip(_HOW)
