"""Names of hosts: public suffixes, mail providers, and both with letters that are drawn alike."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from anteroom.guard.catalogue import any_of, data, remembered
from anteroom.guard.texts.languages import words
from anteroom.guard.texts.sign_words import skeleton

if TYPE_CHECKING:
    import tldextract

_GROWN: Final = frozenset(
    ("couk", "cojp", "coin", "conz", "coza", "cokr", "comau", "combr", "commx", "comtr", "comar")
)
_LONGEST_SUFFIX: Final = 12
_COMMONEST: Final = frozenset(("com", "net", "org", "info"))
_WILD: Final = "*#?!$%^~"


@cache
def _extractor() -> tldextract.TLDExtract:
    # Imported here: it takes a tenth of a second, and many processes never see an address.
    import tldextract

    # The list that the package ships; the default would fetch a newer one over the network.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@remembered
def is_domain(name: str) -> bool:
    """Whether `name` ends in a public suffix with something before it, or in a name reserved for examples."""
    head, _, last = name.rpartition(".")
    if head and (last in data("hosts")["reserved_tlds"] or last in data("hosts")["wild_tlds"]):
        return True  # the list of suffixes has every name below a wild one for a suffix itself
    parts = _extractor()(name)
    return bool(parts.suffix and parts.domain)


@remembered
def is_placeholder(domain: str) -> bool:
    """Whether `domain` is one that people write where another will stand: "example.com", "ejemplo.es"."""
    if domain in data("hosts")["placeholder_domains"]:
        return True
    if not any(label in domain for label in data("hosts")["placeholder labels"]):
        return False
    parts = _extractor()(domain)
    return bool(parts.suffix) and parts.domain in data("hosts")["placeholder labels"]


def is_nobody(local: str, domain: str) -> bool:
    """Whether an address is made up all over: "foo@bar.test", "max.mustermann@example.de"."""
    host, known = domain.partition(".")[0], data("hosts")
    made_up = known["placeholder words"]
    return (local in made_up and host in made_up) or (
        host == "example" and local in known["placeholder people"]
    )


@remembered
def provider(name: str) -> str | None:
    """The mail provider that `name` means, in leet, with a letter starred or in another script."""
    plain = words().spoken.get(name, name)
    plain = sounds().get(plain, plain)
    if plain in _providers().values():
        return plain
    if len(plain) < 3:
        return None
    if found := _providers().get(skeleton(plain)):
        return found
    if any(sign in _WILD for sign in plain):
        return next((host for host in _providers().values() if _fits(plain, host)), None)
    return None


@remembered
def ending(name: str) -> str | None:
    """The suffix that `name` means as the last label of a host: "c0m" is "com"; None if it is none."""
    plain = name if is_domain(f"a.{name}") else words().spoken.get(name, name)
    if plain in _GROWN:
        return f"{plain[:-2]}.{plain[-2:]}"
    if plain.isdigit():
        return None
    if is_domain(f"a.{plain}"):
        return plain
    if plain[:-1] in _COMMONEST and plain[-1] == plain[-2]:
        return plain[:-1]  # "nett", "comm"
    return _endings().get(skeleton(plain))


def looks_like_suffix(name: str) -> bool:
    """Whether `name` could be a suffix that is not known here: new ones come every month."""
    plain = name.isalpha() and 2 < len(name) <= _LONGEST_SUFFIX
    return plain and name not in data("hosts")["no_suffixes"] and name not in data("hosts")["file_endings"]


@cache
def is_common(name: str) -> bool:
    """Whether `name` is a suffix that people's addresses often have."""
    return name in _endings().values() or "." in name


@cache
def sounds() -> dict[str, str]:
    """Providers as they sound, or with a slip of the pen, without their spaces: "hotmale", "geeemex"."""
    return {name.replace(" ", ""): host for name, host in data("hosts")["sounds"].items()}


@cache
def written_endings() -> str:
    """An alternation of the endings that people's hosts often have, as they are written."""
    return any_of([*data("hosts")["common_tlds"], *data("hosts")["common_countries"], "co.uk", "com.br"])


@lru_cache(maxsize=1)
def _providers() -> dict[str, str]:
    return {skeleton(name): name for name in data("hosts")["mail"]}


@lru_cache(maxsize=1)
def _endings() -> dict[str, str]:
    named = [*data("hosts")["common_tlds"], *data("hosts")["common_countries"]]
    return {skeleton(name): name for name in reversed(named)}


def _fits(starred: str, host: str) -> bool:
    if len(starred) != len(host):
        return False
    return all(a == b or a in _WILD for a, b in zip(starred, host, strict=True))
