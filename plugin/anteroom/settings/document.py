"""app.yaml as nodes, so that each fault is named with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

Choice = TypeVar("Choice", bound=str)

_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]\Z")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9.-]{1,253})")
_STRING, _INTEGER = "tag:yaml.org,2002:str", "tag:yaml.org,2002:int"
_BOOLEAN, _NULL = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"


@dataclass(frozen=True)
class Listen:
    """An address that a server of ours binds. Port 0 takes any free port."""

    host: str
    port: int


class Document:
    """Typed questions to one file, by dotted key.

    A question whose answer is missing or wrong notes a fault in `faults` and returns a stand-in of the right
    type, so that the reader goes on and finds the rest. `asked` lists the keys in the order of asking.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.faults: list[str] = []
        self.asked: list[str] = []
        self._name = name
        self._folder = folder
        self.unreadable = False
        self._nodes: dict[str, ScalarNode] = {}
        self._lines: dict[str, int] = {}

    @classmethod
    def read(cls, path: Path) -> Document:
        """Read the file; what cannot be read is a fault, not an exception."""
        document = cls(path.name, path.absolute().parent)
        try:
            root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except FileNotFoundError:
            return document._give_up(
                f"{path.absolute()} is not there; say which file: anteroom --config FILE"
            )
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "not UTF-8"
            return document._give_up(f"{path}: cannot be read: {why}")
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            return document._give_up(f"{path.name}:{line}: is not YAML: {error.problem}")
        except yaml.YAMLError as error:
            return document._give_up(f"{path.name}: is not YAML: {error}")
        if not isinstance(root, MappingNode):
            return document._give_up(f"{path.name}:1: must be a mapping of keys")
        document._walk(root, "")
        return document

    @classmethod
    def of(cls, said: Mapping[str, object]) -> Document:
        """The document that says this: mappings, texts, whole numbers and truth values."""
        document = cls("app.yaml", Path("/"))
        root = yaml.compose(yaml.safe_dump(dict(said)), Loader=yaml.SafeLoader)
        assert isinstance(root, MappingNode)
        document._walk(root, "")
        return document

    @classmethod
    def empty(cls) -> Document:
        """A document without a key."""
        return cls("app.yaml", Path("/"))

    def refuse(self, key: str, why: str) -> None:
        """Note a fault at the line of `key`; of a file that could not be read, that fault is enough."""
        if self.unreadable:
            return
        line = self._lines.get(key)
        self.faults.append(f"{self._name}:{line}: {key} {why}" if line else f"{self._name}: {key} {why}")

    def refuse_unknown(self) -> None:
        """Note a fault for each key that nobody asked for."""
        for key in self._nodes:
            if key not in self.asked:
                self.refuse(key, "is not a setting")

    def has_below(self, prefix: str) -> bool:
        """Whether anything is said below a key."""
        return any(key.startswith(f"{prefix}.") for key in self._nodes)

    def names_below(self, prefix: str) -> list[str]:
        """Return the names that stand below a key, each once, in the order of the file."""
        below = (key.removeprefix(f"{prefix}.") for key in self._lines if key.startswith(f"{prefix}."))
        return list(dict.fromkeys(key.partition(".")[0] for key in below))

    def text(self, key: str, *, default: str | None = None) -> str:
        """A string that is not empty."""
        return self._scalar(key, _STRING, "must be a text") or self._absent(key, default, "")

    def text_or_null(self, key: str) -> str | None:
        """A string, or None where the key is null or missing."""
        node = self._ask(key)
        if node is None or node.tag == _NULL:
            return None
        return self._scalar(key, _STRING, "must be a text or null")

    def whole(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`, both allowed."""
        written = self._scalar(key, _INTEGER, "must be a whole number")
        if written is None:
            return self._absent(key, default, low)
        if not re.fullmatch(r"-?[0-9]{1,12}", written):
            self.refuse(key, "must be a whole number in plain digits")
            return low
        if not low <= int(written) <= high:
            self.refuse(key, f"must be from {low} to {high}")
        return int(written)

    def port(self, key: str, *, default: int | None = None) -> int:
        """A port; 0 takes any free one."""
        return self.whole(key, low=0, high=65535, default=default)

    def listen(self, key: str) -> Listen:
        """A host and a port below `key`."""
        return Listen(self.text(f"{key}.host"), self.port(f"{key}.port"))

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        written = self._scalar(key, _BOOLEAN, "must be true or false")
        return default if written is None else written.lower() in ("true", "yes", "on")

    def choice(self, key: str, allowed: tuple[Choice, ...], *, default: Choice | None = None) -> Choice:
        """One of `allowed`. YAML takes a bare `off` for a truth value; it is the word here."""
        node = self._ask(key)
        bare = node is not None and node.tag == _BOOLEAN and node.value in allowed
        written = node.value if node is not None and bare else self.text(key, default=default)
        for one in allowed:
            if one == written:
                return one
        if written:
            self.refuse(key, f"must be one of {', '.join(allowed)}")
        return allowed[0]

    def resolver_or_null(self, key: str) -> str | None:
        """The numeric address and port of a DNS resolver, or None."""
        written = self.text_or_null(key)
        if written is None:
            return None
        host, _, port = written.rpartition(":")
        try:
            ip_address(host.strip("[]"))
            whole = 0 < int(port) < 65536
        except ValueError:
            whole = False
        if not whole:
            self.refuse(key, "must be an address and a port, such as 127.0.0.1:53")
        return written

    def domain(self, key: str) -> str:
        """A host name of at least two labels, lower-case, as DNS has it."""
        written = self.text(key)
        if written and not _DOMAIN.match(written):
            self.refuse(key, "must be a domain in lower case, such as relay.example.org")
        return written

    def address(self, key: str) -> str:
        """A mail address in ASCII, its domain as DNS has it."""
        written = self.text(key)
        found = _ADDRESS.fullmatch(written)
        if written and (found is None or not _DOMAIN.match(found[1])):
            self.refuse(key, "must be a mail address, such as abuse@example.org")
        return written

    def url(self, key: str, *, secure: bool, default: str | None = None) -> str:
        """An http(s) address without query, fragment or user, the slash at its end taken off."""
        written = self.text(key, default=default)
        if not written:
            return written
        try:
            parts = urlsplit(written)
            whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            self.refuse(key, "is not an address")
            return written
        if not whole or parts.query or parts.fragment or "@" in parts.netloc:
            self.refuse(key, "must be an http or https address with nothing behind its path")
        elif secure and parts.scheme != "https":
            self.refuse(key, "must be https outside the sandbox")
        return written.rstrip("/")

    def url_or_null(self, key: str) -> str | None:
        """An address as `url` has it, also without TLS, or None where the key is null or missing."""
        return None if self.text_or_null(key) is None else self.url(key, secure=False)

    def path(self, key: str) -> Path:
        """A path, made absolute from the folder of the file."""
        return self._folder / self.text(key)

    def path_or_null(self, key: str) -> Path | None:
        """A path as `path` has it, or None where the key is null or missing."""
        written = self.text_or_null(key)
        return self._folder / written if written else None

    def file_or_null(self, key: str) -> Path | None:
        """The path of an existing file, or None where the key is null or missing."""
        path = self.path_or_null(key)
        if path is not None and not path.is_file():
            self.refuse(key, f"names a file that is not there: {path}")
        return path

    def name_or_file(self, key: str, *, default: str) -> str | Path:
        """A plain name, or, where it has a slash or a dot, the path of an existing file."""
        written = self.text(key, default=default)
        if "/" not in written and "." not in written:
            return written
        path = self._folder / written
        if not path.is_file():
            self.refuse(key, f"names a file that is not there: {path}")
        return path

    def _give_up(self, fault: str) -> Document:
        self.faults.append(fault)
        self.unreadable = True
        return self

    def _walk(self, mapping: MappingNode, prefix: str) -> None:
        for name, node in mapping.value:
            line = name.start_mark.line + 1
            if not isinstance(name, ScalarNode) or "." in name.value:
                self.faults.append(f"{self._name}:{line}: a key must be a plain word")
                continue
            key = prefix + name.value
            if key in self._lines:
                self.faults.append(f"{self._name}:{line}: {key} is given twice")
                continue
            self._lines[key] = line
            self._take(key, node)

    def _take(self, key: str, node: Node) -> None:
        if isinstance(node, MappingNode):
            self._walk(node, key + ".")
        elif isinstance(node, ScalarNode):
            self._nodes[key] = node
        else:
            self.refuse(key, "must not be a list")

    def _ask(self, key: str) -> ScalarNode | None:
        if key not in self.asked:
            self.asked.append(key)
        return self._nodes.get(key)

    def _scalar(self, key: str, tag: str, otherwise: str) -> str | None:
        """The written value where it has the tag; else None, with a fault where it is there but wrong."""
        node = self._ask(key)
        if node is None:
            return None
        if node.tag != tag or not node.value.strip():
            self.refuse(key, otherwise)
            return None
        return str(node.value)

    def _absent(self, key: str, default: Value | None, stand_in: Value) -> Value:
        if key in self._nodes:
            return stand_in
        if default is not None:
            return default
        self.refuse(key, "is missing")
        return stand_in


Value = TypeVar("Value")
