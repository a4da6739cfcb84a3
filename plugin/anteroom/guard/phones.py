"""Telephone numbers in digits, digits written apart, and number words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

import phonenumbers

from anteroom.guard.catalogue import Match, any_of, pattern
from anteroom.guard.encodings import BACKWARDS
from anteroom.guard.languages import words
from anteroom.guard.model import Kind
from anteroom.guard.numbers import Spoken, spoken_numbers
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.trigger import Cause, Trigger
from anteroom.guard.views import View

_GAP: Final = r"[\s().\-/·•_–—~*|]{0,3}"
_CUE: Final = (
    r"\b(?:call|dial|ring|text|"
    r"phone|cell|mobile|handy|buzz|tel|telf?|telefono|telefone|telephone|telefon|"
    r"movil|celular|whats ?app|zap|wa|sms|fax|landline|line|"
    r"reach me|my num(?:ber)?|number(?:'s)?|numero|nummer|num|"
    r"bel|bellen|mobiel|telefoon|telefono|cellulare|chiama\w*|dzwon\w*|zadzwon|komorka|numara|cep|ara|hubungi|"
    r"telepon|nomor|hp|hape|goi|sdt|ligue|telemovel|portable|numer|"
    r"ruf\w*|appel\w*|llama\w*|liga\w*|me liga|fixo|mine|durchwahl|voicemail|signal|viber|call me)\b"
)
_LABEL: Final = (
    r"(?:\b(?:order|invoice|ticket|sku|ref(?:erence)?|id|isbn|ean|upc|tracking|iban|case|po|vat|version|build|"
    r"serial|account|property|contract|proposal|job|commit|part|code|customer|set|transaction|payment|charge|refund|transfer|shipment|booking|batch|app|no|nr|num|pedido|factura|"
    r"fatura|fiscal|commande|rechnung|bestellung|kundennr|kunden-?nr|colis|lot|article|article|budget|record|"
    r"register|doi|cas|hs|meter|badge|asn|resi|ordine|value|resolution|spec|regex|format|field|example|'\+?0+)"
    r"(?: (?:number|no|nr|num|code|id|is|n))?[.:°º#]?\s{0,2}|#|[a-z]{2,}-|[$€£¥=<>]\s?)\(?$"
)
_DATE: Final = (
    r"(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.][0-3]?\d|\b[0-3]?\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:19|20)\d\d\b"
    r"|\b(?:0?[1-9]|1[0-2])[-/.][0-3]?\d[-/.](?:19|20)\d\d\b|^(?:19|20)\d{6}$|^\d{1,3}(?:\.\d{1,3}){3}$"
)
_AFTER_REJECTS: Final = (
    r"^(?:[a-z0-9%°€$£¥]|[:.,@]\d|"
    r"\s?(?:usd|eur|gbp|ugx|inr|kwh|px|mm|cm|km|kg|words?|users?|rows?|views?|items?))"
)
_LEAVE_OUT: Final = (
    r"\b(?:minus|without|remove|ignore|drop|skip|delete|take out|strip|sin|sem|sans|ohne)\b[^.]{0,16}"
    r"\b(?:letters?|letras|lettres|buchstaben)\b"
)
_AMOUNT: Final = (
    r"^\W{0,2}(?:usd|eur|gbp|dollars?|euros?|pounds?|reais|pesos|rubles?|hours?|days?|percent|users?|rows?|words?|"
    r"times|per cent|bucks|thousand|million|mil\b|mille|tausend|[%€$£])"
)
_SHAPES: Final = (
    (r"\+?1?[\s.-]?\(?[2-9]\d\d\)?[\s.·-]{1,2}\d{3}[\s.·-]\d{4}", 0.62),
    (r"\(?0\d{2,5}\)?(?:[\s/-]\d{2,8}){1,5}", 0.45),
    (r"0\d(?:[\s.]\d\d){4}", 0.62),
    (r"\(\d{2}\)\s?9?\d{4}[\s-]\d{4}", 0.62),
    (r"1-8\d\d-\d{3}-\d{4}", 0.65),
    (r"\(?\d\)?(?:[\s._·()\n-]{1,3}\d){9,13}\)?", 0.75),
)


def find_phones(
    folded: View, original: str, countries: tuple[str, ...], *, undone: bool = False
) -> Iterator[Suspicion]:
    """Numbers written in digits of any script; `original` is the text that `folded` shows.

    `undone`: encodings were undone in `folded`; who writes digits in one means them to be dialled.
    """
    for match in pattern(rf"(?:\+|\(\+?|00)?\(?\d(?:{_GAP}\d){{6,}}\)?").finditer(folded.text):
        score = _score(folded.text, match.start(), match.end(), countries)
        cut = match[0].find(". ") + 2
        if score < 0.3 and cut > 1 and sum(c.isdigit() for c in match[0][cut:]) >= 7:
            # The number begins a sentence, after one that ends in another number.
            later = match.start() + cut
            if _score(folded.text, later, match.end(), countries) >= 0.3:
                yield Suspicion(
                    Kind.PHONE,
                    *folded.span(later, match.end()),
                    "phone.digits",
                    _score(folded.text, later, match.end(), countries),
                )
        start, end = folded.span(match.start(), match.end())
        rule = "phone.digits"
        if score > 0 and _in_disguise(original[start:end]):
            rule, score = "phone.disguised", max(score, 0.7)
        if score > 0 and undone and end - start != match.end() - match.start() and _meant(folded.text, match):
            rule, score = "phone.disguised", max(score, 0.7)
        if score >= 0.3:
            yield Suspicion(Kind.PHONE, start, end, rule, score)


def _meant(text: str, match: Match) -> bool:
    """Digits of a plausible number that are not a field of a decoded record, as in a token's claims."""
    digits = "".join(c for c in match[0] if c.isdigit())
    before = text[max(0, match.start() - 3) : match.start()]
    return 9 <= len(digits) <= 13 and not pattern(r"[:=]\s?\"?$").search(before) and not _counts(digits)


def find_lettered_phones(folded: View) -> Iterator[Suspicion]:
    """Numbers with letters between, which the text says to leave out."""
    if pattern(_LEAVE_OUT).search(folded.text):
        for match in pattern(r"\b\d{2,4}(?:[a-z]{1,3}\d{2,4}){2,4}\b").finditer(folded.text):
            if 9 <= sum(c.isdigit() for c in match[0]) <= 13:
                yield Suspicion(Kind.PHONE, *folded.span(match.start(), match.end()), "phone.lettered", 0.7)


def find_spelled_phones(folded: View) -> Iterator[Suspicion]:
    """Numbers of which at least some digits are words, doubled words or look-alike letters."""
    for number in spoken_numbers(folded.text):
        digits = number.digits
        after = folded.text[number.end : number.end + 16]
        before = folded.text[max(0, number.start - 40) : number.start]
        if not number.words and not _chained(folded.text, number):
            continue
        if len(digits) > 16 or len(set(digits)) < 2 or _counts(digits) or pattern(_AMOUNT).search(after):
            continue
        said = folded.text[number.start : number.end]
        if pattern(_DATE).search(said) or (number.words == 1 and pattern(r"\d[:/]\d").search(said)):
            continue
        if pattern(_LABEL).search(before) and not pattern(r"\bmy [a-z]{2,6}[.:]?\s{0,2}$").search(before):
            continue
        cue = _has_cue(folded.text, number.start, number.end)
        long = len(digits) >= 9 or (len(digits) == 8 and (digits[0] == "0" or number.words >= 3))
        score = 0.2 + 0.45 * long + 0.45 * cue + 0.1 * (long and digits[0] == "0")
        if score >= 0.3:
            plus = pattern(r"(?:\+|\bplus )\s?\(?$").search(before)
            begin = number.start - (len(plus[0]) if plus else 0)
            start, end = folded.span(begin, number.end)
            yield Suspicion(Kind.PHONE, start, end, "phone.spelled", min(0.9, score))


def _chained(text: str, number: Spoken) -> bool:
    """Groups said one after another ("first 617, then 555, last 0129"); amounts do not begin with a zero."""
    groups = [match[0] for match in pattern(r"\d+").finditer(text[number.start : number.end])]
    return (
        number.chained
        and len(number.digits) in (10, 11)
        and all(2 <= len(group) <= 4 for group in groups)
        and (any(group[0] == "0" for group in groups) or _has_cue(text, number.start, number.end))
    )


def _in_disguise(written: str) -> bool:
    """At least nine digits of another script than the usual one, circled, raised or as key caps."""
    return sum(c == "\u20e3" or (not c.isascii() and c.isdigit()) for c in written) >= 9


def _score(text: str, begin: int, end: int, countries: tuple[str, ...]) -> float:
    written = text[begin:end]
    digits = "".join(c for c in written if c.isdigit())
    before, after = text[max(0, begin - 40) : begin], text[end : end + 16]
    dialled = "+" + digits if "+" in written[:3] else "+" + digits[2:] if digits.startswith("00") else ""
    if len(digits) > 15 or len(set(digits)) < 3 or digits.startswith("000") or pattern(_DATE).search(written):
        return 0.0
    if (
        (before[-1:].isalnum() and before[-1:] < "\u3000")
        or before[-1:] in tuple("_@/.")
        or pattern(_AFTER_REJECTS).search(after)
    ):
        return 0.0
    cue = _has_cue(text, begin, end)
    score = 0.1 + 0.45 * cue
    if pattern(_LABEL).search(before):
        score -= 0.7
    elif len(digits) >= 10 and (
        pattern(rf"^\W{{0,3}}(?:{BACKWARDS})").search(text[end : end + 40])
        or pattern(rf"(?:{BACKWARDS})\W{{0,3}}$").search(before)
    ):
        score += 0.55
    if _is_valid(dialled, None):
        return max(score, 0.95)
    if "+" in dialled and "+" in written and len(digits) >= 9:
        return max(score, 0.8)  # a country code is meant, even if no numbering plan knows the rest
    if cue and len(digits) >= 9 and pattern(rf"{_CUE}\W{{0,3}}$").search(before):
        score += 0.1
    bare = written[1:-1] if written[0] == "(" and written.find(")") == len(written) - 1 else written
    bare = bare if "(" in bare else bare.rstrip(")")
    score += max((gain for shape, gain in _SHAPES if pattern(shape).fullmatch(bare)), default=0.0)
    if len(digits) == 9 and not text[:begin].strip() and not text[end:].strip() and not _counts(digits):
        score += 0.6 * (pattern(r"\d(?:\s\d){8}").fullmatch(bare) is not None)
    if len(digits) >= 9 and any(_is_valid(digits, country) for country in countries):
        score += 0.3
    if pattern(r"\d{1,3}(?:[ .]\d{3})+").fullmatch(written) and not cue:
        score -= 0.4  # thousands
    if cue and len(digits) < 9 and written.isdigit():
        score -= 0.3
    return min(score, 0.95)


def _has_cue(text: str, begin: int, end: int) -> bool:
    around = text[max(0, begin - 40) : begin], text[end : end + 40]
    return any(pattern(source).search(piece) for piece in around for source in (_CUE, _foreign_cues()))


@cache
def _foreign_cues() -> str:
    """Words for calling in other scripts; the engine knows word edges of ASCII alone."""
    return any_of([cue for cue in words().cues if not cue.isascii()])


def _is_valid(number: str, country: str | None) -> bool:
    if not number:
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, country))
    except phonenumbers.NumberParseException:
        # Digits that no numbering plan reads are simply not a valid number.
        return False


def _counts(digits: str) -> bool:
    """Counting up or down, as in a countdown, is not a number to dial."""
    steps = [int(b) - int(a) for a, b in pairwise(digits)]
    return (
        sum(step == 1 for step in steps) > len(steps) * 0.7
        or sum(step == -1 for step in steps) > len(steps) * 0.7
    )


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read for numbers in digits or in words."""
    names = [name[0] for name in words().numbers if len(name) == 1]
    numbers = any_of([name for name in names if len(name) > 1])
    east = any_of([name for name in names if name > "\u3000"])
    yield Trigger.DIGITS, r"\d{2,4}(?:[a-z]{1,3}\d{2,4}){2}"
    yield Trigger.DIGITS, r"\d(?:[^a-z0-9]{0,3}\d){6}"
    yield Trigger.NUMBER_WORDS, rf"(?:(?:{numbers})[^a-z]{{0,4}}){{3}}|\d(?:{numbers})|(?:{numbers})\d"
    yield Trigger.NUMBER_WORDS, rf"(?:(?:{east}|\d)[^a-z]{{0,3}}){{7}}|[a-z]\d[a-z]|\d[oils]|[oils]\d"
    yield Trigger.NUMBER_WORDS, r"\d{2,4}\W{1,3}(?:then|and then|next|luego|depois|puis|dann|poi|potem)\b"
