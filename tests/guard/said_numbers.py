"""Ways to say a telephone number so that a filter may miss it, to be put together by tests.

Every number is of a range kept for fiction where the country has one, elsewhere made up with 555 inside.
A way takes the groups of a number and gives the text, in which « and » stand around the number where more
is said than that; two ways together take turns, group by group.

Longer than 350 lines: it is one table, `WAYS`, with the functions that it names.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

Groups = tuple[str, ...]
Way = Callable[[Groups, random.Random], str]

NUMBERS: Final[tuple[Groups, ...]] = (
    ("617", "555", "0129"),
    ("503", "555", "0163"),
    ("212", "555", "0147"),
    ("416", "555", "0132"),
    ("07700", "900", "742"),
    ("020", "7946", "0318"),
    ("020", "910", "4471"),
    ("0491", "570", "156"),
    ("01", "99", "00", "12", "47"),
    ("030", "23125", "017"),
    ("06", "5550", "0143"),
    ("0812", "5550", "0147"),
    ("090", "5550", "0142"),
    ("0555", "555", "01", "46"),
    ("98555", "01427"),
    ("138", "5555", "0126"),
    ("11", "95555", "0148"),
    ("8", "900", "555", "01", "42"),
)

DIGITS: Final = {
    "en": "zero one two three four five six seven eight nine",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "pt": "zero um dois três quatro cinco seis sete oito nove",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun",
    "it": "zero uno due tre quattro cinque sei sette otto nove",
    "nl": "nul een twee drie vier vijf zes zeven acht negen",
    "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
    "ru": "ноль один два три четыре пять шесть семь восемь девять",
    "uk": "нуль один два три чотири п'ять шість сім вісім дев'ять",
    "tr": "sıfır bir iki üç dört beş altı yedi sekiz dokuz",
    "ar": "صفر واحد اثنين ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة",
    "hi": "शून्य एक दो तीन चार पाँच छह सात आठ नौ",
    "hi-latin": "shunya ek do teen char paanch chhe saat aath nau",
    "ur": "صفر ایک دو تین چار پانچ چھ سات آٹھ نو",
    "bn": "শূন্য এক দুই তিন চার পাঁচ ছয় সাত আট নয়",
    "id": "nol satu dua tiga empat lima enam tujuh delapan sembilan",
    "vi": "không một hai ba bốn năm sáu bảy tám chín",
    "zh": "零 一 二 三 四 五 六 七 八 九",
    "zh-pinyin": "ling yi er san si wu liu qi ba jiu",
    "ja": "ゼロ いち に さん よん ご ろく なな はち きゅう",
}
TENS: Final = {
    "en": ("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
           "twenty thirty forty fifty sixty seventy eighty ninety", "-"),
    "es": ("diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
           "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", " y "),
    "pt": ("dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove",
           "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa", " e "),
    "pl": ("dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście "
           "osiemnaście dziewiętnaście",
           "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt "
           "dziewięćdziesiąt", " "),
    "ru": ("десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать "
           "восемнадцать девятнадцать",
           "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто", " "),
    "uk": ("десять одинадцять дванадцять тринадцять чотирнадцять п'ятнадцять шістнадцять сімнадцять "
           "вісімнадцять дев'ятнадцять",
           "двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто", " "),
    "tr": ("on on-bir on-iki on-üç on-dört on-beş on-altı on-yedi on-sekiz on-dokuz",
           "yirmi otuz kırk elli altmış yetmiş seksen doksan", " "),
}  # fmt: skip
_TWICE: Final = {
    "en": ("double", "triple"), "es": ("doble", "triple"), "fr": ("double", "triple"),
    "de": ("doppel", "dreifach"), "it": ("doppio", "triplo"), "pt": ("duplo", "triplo"),
    "nl": ("dubbel", "driedubbel"), "hi-latin": ("double", "triple"), "ru": ("дважды", "трижды"),
}  # fmt: skip
_THEN: Final = {
    "en": ("first ", ", then ", ", and finally "),
    "es": ("primero ", ", luego ", " y después "),
    "fr": ("d'abord ", ", puis ", " et ensuite "),
    "de": ("zuerst ", ", dann ", " und dann "),
    "it": ("prima ", ", poi ", " e poi "),
    "pt": ("primeiro ", ", depois ", " e depois "),
    "nl": ("eerst ", ", dan ", " en dan "),
    "pl": ("", ", potem ", ", a potem "),
    "ru": ("сначала ", ", потом ", " и потом "),
}
_SCRIPTS: Final = {
    "full width": "０１２３４５６７８９",
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "filled circles": "⓿❶❷❸❹❺❻❼❽❾",
    "raised": "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "lowered": "₀₁₂₃₄₅₆₇₈₉",
    "bold": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "outlined": "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "devanagari": "०१२३४५६७८९",
    "bengali": "০১২৩৪৫৬৭৮৯",
    "thai": "๐๑๒๓๔๕๖๗๘๙",
}
_APART: Final = (
    " ",
    "-",
    ".",
    "_",
    "*",
    "|",
    " - ",
    "--",
    "·",
    "•",
    "~",
    "\n",
    "  ",
    "…",
    "—",
    " / ",
    "/",
    "+",
    ":",
    ";",
    "//",
    " . ",
    ",",
)
_GROUPS_APART: Final = (
    "*",
    "|",
    " - ",
    "--",
    "·",
    "~",
    "\n",
    "…",
    "—",
    " / ",
    "//",
    " . ",
    "_",
    " | ",
    "...",
    " ~ ",
    "\\",
    "=",
    "->",
)
_BRACKETS: Final = ("[]", "()", "{}", "<>", "''", '""', "⟨⟩", "【】")
_ROMAN: Final = ("0", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def spelled(language: str) -> list[str]:
    return DIGITS[language].split()


def _every(groups: Groups) -> str:
    return "".join(groups)


def _apart(sign: str) -> Way:
    return lambda groups, _: sign.join(_every(groups))


def _groups_apart(sign: str) -> Way:
    return lambda groups, _: sign.join(groups)


def _bracketed(pair: str) -> Way:
    return lambda groups, _: "".join(f"{pair[0]}{digit}{pair[1]}" for digit in _every(groups))


def _bracketed_groups(pair: str) -> Way:
    return lambda groups, _: " ".join(f"{pair[0]}{group}{pair[1]}" for group in groups)


def _words(language: str, between: str, groups_between: str) -> Way:
    names = spelled(language)
    return lambda groups, _: groups_between.join(
        between.join(names[int(digit)] for digit in group) for group in groups
    )


def _zeros(word: str) -> Way:
    names = [word, *spelled("en")[1:]]
    return lambda groups, _: ", ".join(" ".join(names[int(digit)] for digit in group) for group in groups)


def pair_of_digits(language: str, digits: str) -> str:
    """Two digits as one number of a language."""
    teens, tens, joint = TENS[language]
    if digits[0] == "0":
        return " ".join(spelled(language)[int(digit)] for digit in digits)
    if digits[0] == "1":
        return teens.split()[int(digits[1])].replace("-", " ")
    name = tens.split()[int(digits[0]) - 2]
    return name if digits[1] == "0" else name + joint + spelled(language)[int(digits[1])]


def _pairs(language: str) -> Way:
    def say(groups: Groups, _: random.Random) -> str:
        digits = _every(groups)
        pieces = [digits[i : i + 2] for i in range(0, len(digits), 2)]
        return ", ".join(
            pair_of_digits(language, piece) if len(piece) == 2 else spelled(language)[int(piece)]
            for piece in pieces
        )

    return say


def _doubled(language: str, *, in_digits: bool = False) -> Way:
    names = [str(n) for n in range(10)] if in_digits else spelled(language)
    twice, thrice = _TWICE[language]

    def say(groups: Groups, _: random.Random) -> str:
        digits, said, at = _every(groups), [], 0
        while at < len(digits):
            size = (
                3
                if digits[at : at + 3] == digits[at] * 3
                else 2
                if digits[at : at + 2] == digits[at] * 2
                else 1
            )
            name = names[int(digits[at])]
            said.append(name if size == 1 else f"{thrice if size == 3 else twice} {name}")
            at += size
        return " ".join(said)

    return say


def _repeated(form: str) -> Way:
    """ "five x3", "5x3", "three fives": `form` with {word}, {digit}, {times}, {name} of the times."""
    names = spelled("en")

    def say(groups: Groups, _: random.Random) -> str:
        digits, said, at = _every(groups), [], 0
        while at < len(digits):
            size = 1
            while size < 4 and digits[at : at + size + 1] == digits[at] * (size + 1):
                size += 1
            word = names[int(digits[at])]
            plural = word + ("es" if word in ("zero", "six") else "s")
            said.append(
                word
                if size == 1
                else form.format(word=word, digit=digits[at], times=size, name=names[size], plural=plural)
            )
            at += size
        return " ".join(said)

    return say


def _mixed(language: str, between: str) -> Way:
    names = spelled(language)

    def say(groups: Groups, chance: random.Random) -> str:
        digits = _every(groups)
        as_words = set(chance.sample(range(len(digits)), max(4, len(digits) // 2)))
        return between.join(
            names[int(digit)] if place in as_words else digit for place, digit in enumerate(digits)
        )

    return say


def _leet_digits(groups: Groups, chance: random.Random) -> str:
    table = {"0": "Oo", "1": "lI", "5": "S", "8": "B", "2": "Z"}
    written = [
        [chance.choice(table[d]) if d in table and d in "015" else d for d in group] for group in groups
    ]
    return " ".join("".join(group) for group in written)


def _leet_words(groups: Groups, chance: random.Random) -> str:
    table = str.maketrans({"o": "0", "e": "3", "i": "1"})
    names = [name.translate(table) for name in spelled("en")]
    return " ".join(names[int(digit)] for digit in _every(groups))


def _odd_case(groups: Groups, chance: random.Random) -> str:
    names = spelled("en")
    said = " ".join(names[int(digit)] for digit in _every(groups))
    return "".join(chance.choice((c.upper(), c.lower())) for c in said)


def _letters_apart(sign: str) -> Way:
    names = spelled("en")
    return lambda groups, _: " ".join(sign.join(names[int(digit)]) for digit in _every(groups))


def _keycaps(groups: Groups, _: random.Random) -> str:
    return "".join(f"{digit}\ufe0f\u20e3" for digit in _every(groups))


def _invisible(groups: Groups, _: random.Random) -> str:
    return "\u200b".join(_every(groups))


def _script(digits: str) -> Way:
    table = str.maketrans("0123456789", digits)
    return lambda groups, _: " ".join(groups).translate(table)


def _roman(groups: Groups, _: random.Random) -> str:
    return " ".join(_ROMAN[int(digit)] for digit in _every(groups))


def _chained(language: str) -> Way:
    first, then, last = _THEN[language]

    def say(groups: Groups, _: random.Random) -> str:
        return f"{first}«{then.join(groups[:-1])}{last}{groups[-1]}»"

    return say


def _area_code(groups: Groups, _: random.Random) -> str:
    return f"area code «{groups[0]} then {' '.join(groups[1:])}»"


def _letters_between(groups: Groups, chance: random.Random) -> str:
    letters = chance.sample("abcdefghkmnpqrtuvwxy", len(groups) - 1)
    said = groups[0] + "".join(letter + group for letter, group in zip(letters, groups[1:], strict=True))
    return f"«{said}» without the letters"


def _stars_between(groups: Groups, _: random.Random) -> str:
    return f"«{'*'.join(_every(groups))}» remove the stars"


def _backwards(groups: Groups, _: random.Random) -> str:
    return f"«{_every(groups)[::-1]}» backwards"


def _backwards_spaced(groups: Groups, _: random.Random) -> str:
    return f"read it in reverse: «{'-'.join(groups)[::-1]}»"


WAYS: Final[dict[str, Way]] = {
    **{f"digits apart {sign!r}": _apart(sign) for sign in _APART},
    **{f"groups apart {sign!r}": _groups_apart(sign) for sign in _GROUPS_APART},
    **{f"digits in {pair}": _bracketed(pair) for pair in _BRACKETS},
    **{f"groups in {pair}": _bracketed_groups(pair) for pair in _BRACKETS},
    **{f"words {language}": _words(language, " ", ", ") for language in DIGITS},
    **{f"words run on {language}": _words(language, " ", " ") for language in DIGITS},
    **{f"words apart {language}": _words(language, "-", " ") for language in DIGITS if "zh" not in language},
    **{f"words joined {language}": _words(language, "", " ") for language in DIGITS
       if language not in ("zh-pinyin", "vi", "ar", "ur", "hi-latin")},
    **{f"zero as {word}": _zeros(word) for word in ("oh", "nought", "null", "zip", "o", "0h", "nil")},
    **{f"pairs {language}": _pairs(language) for language in TENS},
    **{f"doubled {language}": _doubled(language) for language in _TWICE},
    "doubled digits": _doubled("en", in_digits=True),
    **{f"repeated {form}": _repeated(form)
       for form in (
           "{word} x{times}", "{word} x {times}", "{word} times {name}", "{name} {plural}", "{digit}x{times}"
       )},
    **{f"mixed {language}": _mixed(language, " ") for language in DIGITS},
    "mixed and joined": _mixed("en", ""),
    "mixed with dots": _mixed("en", "."),
    "mixed with dashes es": _mixed("es", "-"),
    "letters like digits": _leet_digits,
    "words with digits for letters": _leet_words,
    "odd case": _odd_case,
    "letters apart .": _letters_apart("."),
    "letters apart -": _letters_apart("-"),
    "key caps": _keycaps,
    "invisible between": _invisible,
    **{name: _script(digits) for name, digits in _SCRIPTS.items()},
    "roman": _roman,
    **{f"chained {language}": _chained(language) for language in _THEN},
    "area code": _area_code,
    "letters between": _letters_between,
    "stars between": _stars_between,
    "backwards": _backwards,
    "backwards and apart": _backwards_spaced,
}  # fmt: skip
"""Each on its own must be seen through."""

_BY_GROUP: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "digits": lambda group, _: group,
    "apart": lambda group, _: " ".join(group),
    "dashed": lambda group, _: "-".join(group),
    "bracketed": lambda group, _: "".join(f"[{digit}]" for digit in group),
    "words": lambda group, _: " ".join(spelled("en")[int(digit)] for digit in group),
    "words es": lambda group, _: " ".join(spelled("es")[int(digit)] for digit in group),
    "words de": lambda group, _: " ".join(spelled("de")[int(digit)] for digit in group),
    "words joined": lambda group, _: "".join(spelled("en")[int(digit)] for digit in group),
    "words dashed": lambda group, _: "-".join(spelled("en")[int(digit)] for digit in group),
    "odd case": lambda group, chance: _odd_case((group,), chance),
    "leet words": lambda group, chance: _leet_words((group,), chance),
    "leet digits": lambda group, chance: _leet_digits((group,), chance),
    "key caps": lambda group, chance: _keycaps((group,), chance),
    "circled": lambda group, chance: _script(_SCRIPTS["circled"])((group,), chance),
    "full width": lambda group, chance: _script(_SCRIPTS["full width"])((group,), chance),
    "arabic": lambda group, chance: _script(_SCRIPTS["arabic"])((group,), chance),
    "bold": lambda group, chance: _script(_SCRIPTS["bold"])((group,), chance),
    "doubled": lambda group, chance: _doubled("en")((group,), chance),
    "oh": lambda group, _: " ".join(["oh", *spelled("en")[1:]][int(digit)] for digit in group),
    "mixed": lambda group, chance: "".join(
        spelled("en")[int(digit)] if place % 2 else digit for place, digit in enumerate(group)
    ),
}  # fmt: skip
_JOINTS: Final = (" ", ", ", " - ", " / ", ". ", "-", " then ", "\n", " | ", "... ")

CARRIERS: Final = (
    "{}",
    "call me on {}",
    "{} is my cell",
    "my number: {}",
    "It's {} if you want to talk today.",
    "Looks good, the logo is nice. {}",
    "You know what to do with this: {}",
    "mi móvil es {}",
    "Meine Nummer ist {}, gerne abends.",
    "mon portable c'est le {}",
    "мой номер {}",
    "meu zap é {}",
    "Thanks for the brief! {} any time before six",
)


def both(first: str, second: str, groups: Groups, chance: random.Random) -> str:
    """Two ways by turns, with one joint between the groups."""
    joint = chance.choice(_JOINTS)
    ways = (_BY_GROUP[first], _BY_GROUP[second])
    return joint.join(ways[place % 2](group, chance) for place, group in enumerate(groups))


PAIRS: Final = [(a, b) for a in _BY_GROUP for b in _BY_GROUP if a != b]
