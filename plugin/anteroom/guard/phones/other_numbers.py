"""Shapes of digits that are something else than a number to dial: dates, times, addresses of machines."""

from __future__ import annotations

from functools import cache
from typing import Final

from anteroom.guard.catalogue import pattern

_YEAR: Final = r"(?:19|20)\d\d"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE: Final = (
    rf"\b(?:{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}|{_DAY}[-/.]{_MONTH}[-/.]{_YEAR}|"
    rf"{_MONTH}[-/.]{_DAY}[-/.]{_YEAR})\b"
)
_SHAPES: Final = (
    rf"{_YEAR}[-/. ]{_MONTH}[-/. ]{_DAY}(?:[\sT]+\d\d?.*)?",
    rf"{_DAY}[-/. ]{_MONTH}[-/. ](?:19|20)\d\d(?:[\s–—-].*)?",
    rf"{_MONTH}[-/]{_DAY}[-/](?:19|20)\d\d(?:[\s–—-].*)?",
    rf"{_DAY}[-/.]{_DAY}[-/.]\d\d",
    rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[ _-]?\d{{2,7}})?",
    rf"{_YEAR}[-/.]\d{{3,8}}(?:[-/]\d{{1,4}})?",  # a running number of a year
    rf"{_YEAR}[-/]\d\d[-/]\d{{3,6}}",
    rf"{_YEAR}\s?[-–—/]\s?{_YEAR}(?:\D.*)?",
    rf"\d{{1,6}}/\d\d/{_YEAR}",
    rf"\d{{1,6}}[-/]{_YEAR}",
    r"\d{1,3}(?:\.\d{1,3}){3}(?:[:/ ].*)?",
    r"\d{1,2}\.\d{1,3}\.\d{3,5}|\d{1,3}\.\d{1,2}\.\d{3,5}\.\d{1,5}",  # a version
    r"-?\d{1,3}\.\d{3,9}(?:\s?[/,;]\s?-?\d{1,3}\.\d{3,9})?",  # a coordinate
    r"\d{1,2}\.\d\d?\.?\s?[-–—/]\s?\d{1,2}\.\d\d?\.?(?:\d{2,4})?",  # days or hours from and to
    r"0[.]\d{1,4}(?:\D{1,3}0[.]\d{1,4})+",  # rates a word
    r"\d{1,2}[./]\d\d\s?[-–—]\s?\d{1,2}[./]\d\d",
    r"97[89][- ]?\d(?:[- ]?\d){9}",  # ISBN-13
    r"\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|\d{4}[ -]\d{6}[ -]\d{5}",  # a card
    r"(?:0{1,2}|9{1,2})[ .-]?0{3}[ .-]0{3}.*",
    r"[01]{7,}|(?:[01]{4,8}[ ,-]{1,2})+[01]{4,8}",
)
_UNIT: Final = (
    r"^\W{0,2}(?:usd|eur|gbp|chf|inr|cad|aud|brl|pln|ugx|rub|uah|try|jpy|cny|rmb|dollars?|euros?|pounds?|reais|"
    r"pesos|rubles?|rupees?|lakhs?|crores?|hours?|hrs?|h|days?|weeks?|months?|years?|percent|users?|rows?|words?|"
    r"times|per cent|bucks|grand|thousand|million|mil|mille|tausend|k|kwh|px|pixels?|mm|cm|km|kg|mb|gb|tb|kb|"
    r"hz|khz|mhz|ghz|db|fps|bpm|dpi|ms|kbps|views?|items?|units?|pieces|pcs|people|persons|pages|lines|records|entries|characters|chars|bytes|tokens|"
    r"subscribers|followers|downloads|steps|points|copies|orders|customers|clients)\b|^\W{0,2}[%€$£¥₹₽₴]|"
    r"^ (?:calls|texts|messages|answers|interviews)\b|^\s?(?:元|円|руб|грн|тыс|zł|zl)"
)


def is_other_number(written: str) -> bool:
    """Whether digits, as written, have the shape of a date, years, a version, a coordinate or a card."""
    return pattern(_one_of()).fullmatch(written.strip(" ()[]")) is not None


def holds_date(said: str) -> bool:
    """Whether a date with its year stands in what is said."""
    return pattern(_DATE).search(said) is not None


def followed_by_unit(after: str) -> bool:
    """Whether what follows makes the number before it an amount."""
    return pattern(_UNIT).search(after) is not None


@cache
def _one_of() -> str:
    return "|".join(f"(?:{shape})" for shape in _SHAPES)
