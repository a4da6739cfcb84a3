"""Whether digits, as they are written, are of a number to dial: country codes, national shapes, validity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anteroom.guard.catalogue import pattern

_SHAPES: Final[dict[tuple[int, ...], tuple[str, str, float]]] = {
    (3, 3, 4): (r"[2-9]\d\d[2-9]\d{6}", "US IT CO MX", 0.55),
    (1, 3, 3, 4): (r"1[2-9]\d\d[2-9]\d{6}", "US", 0.6),
    (3, 4, 4): (r"1[3-9]\d{9}", "CN", 0.52),
    (5, 5): (r"[6-9]\d{9}", "IN", 0.52),
    (2, 5, 4): (r"[1-9]\d9\d{8}", "BR", 0.52),
    (1, 3, 3, 2, 2): (r"[78][3489]\d{9}", "RU KZ", 0.55),
    (1, 3, 7): (r"8[3489]\d{9}", "RU", 0.5),
    (3, 7): (r"3[2-9]\d{8}", "IT", 0.4),
    (3, 6): (r"[6-9]\d{8}", "ES PT", 0.3),
    (3, 2, 2, 2): (r"[6-9]\d{8}", "ES CZ", 0.52),
    (2, 3, 2, 2): (r"[5-9]\d{8}", "UA UZ", 0.4),
    (2, 3, 4): (r"[5-9]\d{8}", "AE SA", 0.3),
    (1, 4, 4): (r"9[2-9]\d{7}", "CL", 0.4),
    (4, 3, 3): (r"[1-9]\d{9}", "KE PH ZA", 0.2),
    (3, 3, 2, 2): (r"[3-9]\d{9}", "TR RU UA", 0.5),
}
"""Groups of digits without a trunk prefix, their beginning, where they are used, and what that is worth."""
_SHORTEST_ABROAD: Final = 11
_LONG_MOBILES: Final = r"07[1-9]\d{8}|01(?:5[1-9]|6[023]|7\d)\d{8}"
"""Mobile numbers of Britain and Germany, longer than what is numbered with a nought in front."""
_COMMON: Final = (
    *("US", "GB", "DE", "FR", "ES", "IT", "IN", "CN", "BR", "RU"),
    *("AU", "NL", "TR", "PL", "UA", "ID", "JP", "PK", "NG", "ZA"),
    *("VN", "KR", "EG", "KE", "BD", "IE", "BE", "CH", "AT", "SE", "NZ", "MA", "SA", "AE"),
)


_FICTION: Final = {
    "FR": r"0(?:19900|26191|35301|46571|53649|63998)\d{4}",
    "IE": r"02091\d{5}",
    "SE": r"0(?:313906|406280|84650|9803192|701740)\d{2,4}",
}
"""Numbers that regulators keep for films and books, which the library does not know (Arcep, ComReg, PTS)."""


_SHARED: Final = {"US": ("US", "CA"), "CA": ("CA", "US"), "RU": ("RU", "KZ"), "KZ": ("KZ", "RU")}
"""Countries that dial one another as at home."""
_PREFIX_NEEDED: Final = frozenset(
    ("DE", "FR", "GB", "IE", "AU", "NL", "BE", "CH", "AT", "JP", "KR", "SE", "FI", "NZ", "ZA", "EG", "MA")
)
"""Countries where a number without its nought in front is no number."""


def country_code_valid(digits: str) -> bool:
    """Whether the digits after a plus are a number of some country's plan."""
    return _is_valid("+" + digits, None)


def country_code_possible(digits: str) -> bool:
    """Whether the digits begin with a country's code and are as many as its numbers have."""
    import phonenumbers  # late: it takes a fifth of the guard's own import

    if len(digits) < _SHORTEST_ABROAD:
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse("+" + digits, None))
    except phonenumbers.NumberParseException:
        return False  # no country has such a code


def valid_in(digits: str, countries: tuple[str, ...]) -> bool:
    """Whether one of the countries dials the digits as they stand."""
    return 7 <= len(digits) <= 15 and any(
        _dials(digits, region) for country in countries for region in _SHARED.get(country, (country,))
    )


def valid_somewhere(digits: str) -> bool:
    """Whether one of the countries with the most speakers of our languages dials the digits."""
    return valid_in(digits, _COMMON)


def national_shape(groups: tuple[int, ...], digits: str) -> float:
    """From 0 to 0.6: how surely groups of digits are a national number of some country."""
    if digits[0] == "0" and digits[1] != "0":
        return _with_trunk_prefix(groups, digits)
    shape = _SHAPES.get(groups)
    if shape is None or not pattern(shape[0]).fullmatch(digits):
        return 0.0
    return shape[2] if valid_in(digits, tuple(shape[1].split())) else shape[2] - 0.3


def _with_trunk_prefix(groups: tuple[int, ...], digits: str) -> float:
    if not 9 <= len(digits) <= 12:
        return 0.0
    if len(groups) == 1:
        if pattern(_LONG_MOBILES).fullmatch(digits):
            return 0.5
        return 0.25 if len(digits) in (10, 11) and valid_somewhere(digits) else 0.1
    if groups[0] == 1:  # "0 280 158 117": a part; "0 20 7946 0018" is rare
        return 0.15
    if len(groups) == 2 and len(digits) == 9 and groups[1] == 7 and digits[1] == "0":
        return 0.1
    # Britain keeps 01632 free, and new codes of towns come before the plan here knows them.
    return 0.55 if valid_somewhere(digits) or (groups, digits[1]) == ((5, 6), "1") else 0.35


@dataclass(frozen=True, slots=True)
class _Plan:
    """What of a country's numbering plan is needed to see whether it dials digits as they stand.

    `lengths`: of all its numbers, prefix included. `prefix` is what is dialled before them at home, and
    `needed` says that nobody leaves it out. `rewritten`: the prefix is replaced by rules of the library.
    """

    lengths: frozenset[int]
    numbers: re.Pattern[str]
    prefix: re.Pattern[str] | None
    needed: bool
    rewritten: bool


@lru_cache(maxsize=256)
def _plan(country: str) -> _Plan | None:
    """The country's plan; None for what is no country. All patterns meet fifteen digits at most."""
    import phonenumbers  # late: it takes a fifth of the guard's own import

    plan = phonenumbers.PhoneMetadata.metadata_for_region(country.upper(), None)
    if plan is None:
        return None
    kinds = (
        *(plan.fixed_line, plan.mobile, plan.toll_free, plan.premium_rate, plan.shared_cost),
        *(plan.personal_number, plan.voip, plan.pager, plan.uan),
    )
    known = [kind for kind in kinds if kind is not None and kind.national_number_pattern]
    lengths = {length for kind in known for length in kind.possible_length}
    prefix = plan.national_prefix_for_parsing
    return _Plan(
        frozenset(lengths | {length + more for length in lengths for more in (1, 2) if prefix}),
        re.compile("|".join(f"(?:{kind.national_number_pattern})" for kind in known)),
        re.compile(prefix) if prefix else None,
        country.upper() in _PREFIX_NEEDED,
        plan.national_prefix_transform_rule is not None,
    )


def _dials(digits: str, country: str) -> bool:
    if country in _FICTION and pattern(_FICTION[country]).fullmatch(digits):
        return True
    plan = _plan(country)
    if plan is None or len(digits) not in plan.lengths:
        return False
    if not plan.needed and plan.numbers.fullmatch(digits):
        return True
    taken = plan.prefix.match(digits) if plan.prefix is not None else None
    if taken is None or not taken.end():
        return False
    if plan.numbers.fullmatch(digits[taken.end() :]):
        return True
    return plan.rewritten and _is_valid(digits, country)


@lru_cache(maxsize=4096)
def _is_valid(number: str, country: str | None) -> bool:
    import phonenumbers  # late: it takes a fifth of the guard's own import

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, country))
    except phonenumbers.NumberParseException:
        # Digits that no numbering plan reads are simply not a valid number.
        return False
