"""What a WebDAV server says, as a small tree: no document type, so no entities; bounded in depth and size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

DAV, CALDAV = "DAV:", "urn:ietf:params:xml:ns:caldav"
MAX_DEPTH = 40
MAX_ELEMENTS = 100_000


class NotXml(Exception):
    """It cannot be read, or has what no such answer needs."""


@dataclass(slots=True)
class Element:
    """`name` is the namespace, a space, and the local name."""

    name: str
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, name: str, namespace: str = DAV) -> Iterator[Element]:
        """Every element of that name below this one, this one included."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            if element.name == f"{namespace} {name}":
                yield element
            waiting.extend(reversed(element.children))

    def first(self, name: str, namespace: str = DAV) -> Element | None:
        """The first element of that name below this one."""
        return next(self.all(name, namespace), None)

    def href(self, name: str, namespace: str = DAV) -> str:
        """The address inside the first element of that name, or ""."""
        found = self.first(name, namespace)
        inner = found.first("href") if found is not None else None
        return inner.text.strip() if inner is not None else ""


def parse(body: bytes) -> Element:
    """Return the root. Raises NotXml."""
    root = Element("")
    stack, count = [root], 0

    def start(name: str, _: object) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS or len(stack) > MAX_DEPTH:
            raise NotXml("larger or deeper than we read")
        element = Element(name)
        stack[-1].children.append(element)
        stack.append(element)
        pieces.clear()

    def end(_: str) -> None:
        stack.pop().text += "".join(pieces)
        pieces.clear()

    def refuse(*_: object) -> None:
        raise NotXml("a document type")

    pieces: list[str] = []
    reader = expat.ParserCreate(namespace_separator=" ")
    reader.StartElementHandler = start
    reader.EndElementHandler = end
    reader.CharacterDataHandler = pieces.append
    # Without a document type there are no entities but XML's own five.
    reader.StartDoctypeDeclHandler = refuse
    try:
        reader.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotXml("cannot be read") from error
    if len(root.children) != 1:
        raise NotXml("nothing in it")
    return root.children[0]
