"""Telephone numbers however they are said are wholly hidden; figures that are no such thing stay."""

from __future__ import annotations

import random

import phonenumbers
import pytest

from anteroom.guard import Action, Context, Guard
from guard import ordinary_numbers
from guard.said_numbers import CARRIERS, NUMBERS, PAIRS, WAYS, both

GUARD = Guard()
SEED = 2026
COUNTRIES = (
    *(
        "US",
        "CA",
        "GB",
        "IE",
        "AU",
        "NZ",
        "ZA",
        "IN",
        "PK",
        "BD",
        "LK",
        "NP",
        "SG",
        "MY",
        "PH",
        "HK",
        "TW",
        "CN",
    ),
    *(
        "JP",
        "KR",
        "TH",
        "VN",
        "ID",
        "DE",
        "AT",
        "CH",
        "FR",
        "BE",
        "NL",
        "LU",
        "ES",
        "PT",
        "IT",
        "GR",
        "SE",
        "NO",
    ),
    *(
        "DK",
        "FI",
        "IS",
        "PL",
        "CZ",
        "SK",
        "HU",
        "RO",
        "BG",
        "HR",
        "RS",
        "UA",
        "RU",
        "TR",
        "IL",
        "AE",
        "SA",
        "EG",
    ),
    *("MA", "NG", "KE", "GH", "UG", "TZ", "BR", "MX", "AR", "CO", "PE", "EE", "LV", "LT", "KZ", "CL"),
)
FORMATS = {
    "without spaces": phonenumbers.PhoneNumberFormat.E164,
    "international": phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    "national": phonenumbers.PhoneNumberFormat.NATIONAL,
}
PARTIES = ((), ("US", "DE"), ("GB", "FR"), ("IN", "BR"), ("CN", "RU"), ("ES", "PL"), ("DK", "TR"))


def marked(carrier: str, said: str) -> str:
    """The carrier with the number between « and » in it."""
    return carrier.replace("{}", said if "«" in said else f"«{said}»")


def left_of(text: str, context: Context) -> str:
    """What redaction leaves of the letters and digits between « and »."""
    start, end = text.index("«"), text.index("»") - 1
    text = text.replace("«", "").replace("»", "")
    findings = GUARD.inspect(text, context).findings
    gone = {place for f in findings if f.score >= 0.6 for place in range(f.start, f.end)}
    return "".join(text[at] for at in range(start, end) if text[at].isalnum() and at not in gone)


@pytest.mark.parametrize("way", WAYS)
def test_it_sees_through_one_way_of_saying_a_number(way: str) -> None:
    chance = random.Random(f"{SEED} {way}")
    said = [marked(chance.choice(CARRIERS), WAYS[way](chance.choice(NUMBERS), chance)) for _ in range(3)]
    assert [text for text in said if left_of(text, Context())] == []


def test_it_sees_through_two_ways_at_once() -> None:
    """Group by group by turns; the few that get through are drawn letters amid other writing."""
    chance = random.Random(SEED)
    numbers = [number for number in NUMBERS if len(number) > 2]
    missed = []
    for _ in range(1_500):
        said = both(*chance.choice(PAIRS), chance.choice(numbers), chance)
        text = marked(chance.choice(CARRIERS), said)
        if left_of(text, Context()):
            missed.append(text)
    assert len(missed) <= 0.05 * 1_500, missed[:20]


def number_of(country: str, mobile: bool) -> phonenumbers.PhoneNumber | None:
    """A number of the country's plan whose last digits are not those of the library's examples."""
    kind = phonenumbers.PhoneNumberType.MOBILE if mobile else phonenumbers.PhoneNumberType.FIXED_LINE
    example = phonenumbers.example_number_for_type(country, kind)
    if example is None:
        return None
    chance = random.Random(f"{SEED} {country} {mobile}")
    digits = str(example.national_number)
    for _ in range(500):
        tail = "".join(chance.choice("0123456789") for _ in range(min(5, len(digits) - 3)))
        number = phonenumbers.PhoneNumber(country_code=example.country_code)
        number.merge_from(example)
        number.national_number = int(digits[: -len(tail)] + tail)
        if phonenumbers.is_valid_number(number):
            return number
    return None


@pytest.mark.parametrize("style", FORMATS)
def test_it_knows_the_formats_of_the_world(style: str) -> None:
    """National ones by the parties' countries, the others without; with words for calling and without."""
    missed, asked = [], 0
    for country in COUNTRIES:
        for number in (number_of(country, mobile=True), number_of(country, mobile=False)):
            if number is None:
                continue
            shown = phonenumbers.format_number(number, FORMATS[style])
            context = Context(countries=(country,) if style == "national" else ())
            for carrier in (
                "{}",
                "Reach me on {} after lunch.",
                "mi número es {}",
                "Fine by me. {} any evening",
            ):
                asked += 1
                if left_of(marked(carrier, shown), context):
                    missed.append(f"{country} {shown}")
    assert len(missed) <= (0.02 if style == "national" else 0) * asked, missed


@pytest.mark.parametrize(
    "text",
    [
        "my number is the UK one, starts «7700 900 742»",
        "Berlin office: «030 23125 017»",
        "«6 1 7 5 5 5 0 1 2 9» without the spaces",
        "«503-555-CALL», type it on the keypad",
        "call «1-800-FLOWERS»",
        "plus forty four, «seven seven double zero, nine double zero, four five five»",
        "«tr1ple s3ven, double fower, niner niner, zero 1 two»",
        "«6one7 d0uble five five, z3ro 1 tw0 nine»",
        "«two-zero-seven, fife fife fife, zero won too ate»",
        "«three zero five», everybody knows the next, then «five five five», and then «oh one four two»",
        "«617, then triple5, then 0129»",
        "«6x1x7x5x5x5x0x1x2x9», just drop the x's",
        "«0x1x7x1 three nine two oh x0x1x2», ignore every x",
        "my mobile «0z7z7z0z0z9z0z0z1z2z3» skip the z's",
        "«в0семь девять пять, 555, н0ль один два»",
        "«нyль сорок чотири, 555, дві oдин вісім»",
        "«n@u 8 saat paanch 5 p4anch shunya 1 do 3» pe call karo",
        "«ѕіх оne seven, f i v e x3, zero one two9»",
        "phone «(six-one-seven) 555 - zero one two nine» after lunch",
        "my digits: «**617**555**0129**»",
        "«3Ø3 555 Ø118»",
        "My rate is «617.555.0129» an hour, if you see what I mean 📞",
        "«61/75/55/01/29» is no date, ring it",
        "area code «617, then 555, and it ends in 0129»",
        "call «555-0129», area code 617",
        "Vorwahl «030», dann die 23125 017",
        "Tel «23125 017», Vorwahl 030",
        "ring «44 7911 123456» any time",
        "call me on «447911123456»",
        "llámame al «9 8555 0142»",
        "quita la x: «6x1x2x5x5x5x0x1x4»",
        "My number begins with «0171. After that comes 392. The rest is 0012»",
        "«6l7 then thr33 fives then 0 one tw0 nine9»",
        "«1617 triple5 0129»",
        "Pode ligar no «(21) 98765-0143», é o meu",
        "our studio, «617-555-0129»",
        "that's the roofing job. Number: «480-555-0193»",
        "契約のことは «090-5550-1422» まで",
        "Мой номер «916 555-01-43», звоните",
        "Dial «double five five, zero one, eight eight» after the area code",
        "«0171 392 00 12» geht immer",
        "tel.: «06 39 98 41 27»",
        "WA «0812-5550-0147» ya",
        "我的手机是«199 0055 5014»,随时打。",
        "Beni «0555 555 01 46» numaradan arayabilirsiniz.",
        "Bel me even op «06 5550 0143», ik ben er tot vijf.",
        "«040 66969 217» ist das Studio",
        "the usual: «five-oh-three · five five five · oh one one nine»",
        "«veintiuno, cuarenta y nueve, sesenta y cinco, ochenta y tres, doce»",
        "«zero quattro nove, tre due uno, sei sei due sette»",
        "«cinquecentocinquantacinque zero uno due nove quattro»",
        "«vinte e três, quarenta e cinco, noventa e um, trinta e seis, setenta»",
    ],
)
def test_it_finds_numbers_as_people_give_them(text: str) -> None:
    assert left_of(text, Context()) == ""


ORDINARY = (
    *ordinary_numbers.DIGITS,
    *ordinary_numbers.WORDS,
    *ordinary_numbers.ENCODED,
    *ordinary_numbers.MIXED,
)


def test_there_are_enough_ordinary_lines() -> None:
    assert len(set(ORDINARY)) == len(ORDINARY) >= 200


@pytest.mark.parametrize("text", ORDINARY)
def test_it_leaves_ordinary_figures_alone(text: str) -> None:
    for countries in PARTIES:
        verdict = GUARD.inspect(text, Context(countries=countries))
        assert (verdict.action in (Action.ALLOW, Action.WARN), verdict.redacted) == (True, text), countries
