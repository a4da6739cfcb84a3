"""What one would use instead of the guard, each as its documentation has it; none is needed to run Anteroom.

`make bench` installs them into an environment of their own. Where one is missing, `found()` leaves it out and
`missing()` says what to get.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import phonenumbers

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool under the name of its distribution; `find` gives spans in code points."""

    name: str
    find: Callable[[str], list[Span]]


def found() -> Iterator[Peer]:
    """The peers that are installed, ready to read."""
    for name, module, load in _PEERS:
        if find_spec(module) is not None:
            yield Peer(name, load())


def missing() -> list[str]:
    """The distributions that are not installed."""
    return [name for name, module, _ in _PEERS if find_spec(module) is None]


def _presidio() -> Callable[[str], list[Span]]:
    _stay_offline()
    recognisers: Any = import_module("presidio_analyzer.predefined_recognizers")
    email, url = recognisers.EmailRecognizer(), recognisers.UrlRecognizer()
    phone = recognisers.PhoneRecognizer()  # its own eight regions
    readers = ((email, ["EMAIL_ADDRESS"]), (url, ["URL"]), (phone, ["PHONE_NUMBER"]))

    def find(text: str) -> list[Span]:
        return [
            (hit.start, hit.end)
            for reader, kinds in readers
            for hit in reader.analyze(text, kinds, None) or ()
        ]

    return find


def _scrubadub() -> Callable[[str], list[Span]]:
    scrubadub: Any = import_module("scrubadub")
    detectors = scrubadub.detectors
    kinds = (
        detectors.EmailDetector,
        detectors.PhoneDetector,
        detectors.UrlDetector,
        detectors.TwitterDetector,
    )
    scrubber = scrubadub.Scrubber(detector_list=[kind(locale="en_US") for kind in kinds])
    return lambda text: [(filth.beg, filth.end) for filth in scrubber.iter_filth(text)]


def _phonenumbers() -> Callable[[str], list[Span]]:
    return lambda text: [(hit.start, hit.end) for hit in phonenumbers.PhoneNumberMatcher(text, "US")]


def _linkify() -> Callable[[str], list[Span]]:
    linkify: Any = import_module("linkify_it").LinkifyIt()
    return lambda text: [(hit.index, hit.last_index) for hit in linkify.match(text) or ()]


def _stay_offline() -> None:
    """Presidio asks tldextract, which fetches a newer list at its first use; a measure needs no network."""
    tldextract: Any = import_module("tldextract.tldextract")
    tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


_PEERS: Final = (
    ("presidio-analyzer", "presidio_analyzer", _presidio),
    ("scrubadub", "scrubadub", _scrubadub),
    ("phonenumbers", "phonenumbers", _phonenumbers),
    ("linkify-it-py", "linkify_it", _linkify),
)
