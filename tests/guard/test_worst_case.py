"""Nobody can write a text whose reading costs more and more a character: cost grows as the length does."""

from __future__ import annotations

import base64
import math
import statistics
import time
from collections.abc import Callable
from typing import Final

import pytest

from anteroom.guard import LIMIT, Context, Guard

GUARD: Final = Guard()
CONTEXT: Final = Context(countries=("US", "DE"))
LONG: Final = LIMIT
SHORT: Final = LIMIT // 10
PAIRS: Final = 3
MOST_PAIRS: Final = 11

# Repeated and cut to length. They lead detectors on, or keep them looking for an end that never comes.
PIECES: Final = (
    *(".", "5 ", "a@", "((((", "😀", "e\u0301", "\u0301", "\u200b", "\u202e", "\U000e0041", "1\u20e3"),
    *("a", " ", "\n", "@", "+", "[", "`", "``` ", "> ", "0", "0o", "a.", "a-", "_", "%", "&", "=", '"'),
    *("five ", "double ", "double five ", "cinco ", "f i v e ", "1 2 3 ", "(555) ", "+44 7700 900319 "),
    *("at dot ", "[at] ", "_at_", "ab@cd.ef ", "a.b@", "@a ", "x at y dot ", "gmail ", "a@gmail "),
    *("t.me/", "http://", "https://a.b/", "wa.me/1 ", "mailto:", "www.", "a / b . c ", " slash "),
    *("skype ", "whatsapp: ", "x#1234 ", "i'm on telegram ", "call me at ", "my number is "),
    *("please write to me elsewhere ", "can we not talk on whatsapp, ", "don't ", "no "),
    *("%40", "&#64;", "&amp;", "&amp;amp;", "\\u0040", "=40", "0x40 ", "deadbeef", "aGk= ", "vz@t.zr "),
    *(
        "fo.ur ",
        "a/b ",
        "a.b-",
        "gryrtenz ",
        "jevgr gb zr ng v@t.zr ",
        "count | || ||| ",
        "A=1, B=2, ",
        "dit-dah ",
    ),
    *("the blue ghost one word, ", "telegram one two under_score no space ", "plot 4, lane 1400 "),
    *("telegram. ines ", "ines at y z dot io one word ", "add 1 to each digit 5551234567 ", "no pluses a+b "),
    *(
        "left of the @ a, ",
        "t[.]me[/]a ",
        "a.dev has my phone ",
        "\U0001f1fa",
        "\U0001f170b",
        "604 dash 5 dash ",
    ),
    *("аa", "аa ", "Ω@", "ａ＠", "ﷺ", "ß", "١", "١ ", "𝟓", "好", "ไ", "👩\u200d💻", "क्ष"),
)


def repeated(piece: str) -> Callable[[int], str]:
    """Texts of any length made of `piece`."""
    return lambda length: (piece * (length // len(piece) + 1))[:length]


def encoded_deeply(length: int) -> str:
    """One token, encoded again and again until it is long enough."""
    token = b"ines@varga.dev +44 7700 900319"
    while len(token) < length:
        token = base64.b64encode(token)
    return token[:length].decode()


def encoded_often(length: int) -> str:
    """Many tokens, each encoded four times over."""
    token = b"ines@varga.dev"
    for _ in range(4):
        token = base64.b64encode(token)
    return repeated(token.decode() + " ")(length)


def encoded_in_turns(length: int) -> str:
    """Hexadecimal within base64 within percent signs, so that every decoder hands on to the next."""
    inner = base64.b64encode(b"ines@varga.dev".hex().encode())
    return repeated("".join(f"%{byte:02x}" for byte in inner) + " ")(length)


def ever_longer(length: int) -> str:
    """Words of 1, 2, 3 … letters, so that no cache of words helps."""
    words: list[str] = []
    while sum(map(len, words)) < length:
        words.append("ab" * len(words) + "@")
    return " ".join(words)[:length]


def ever_different(length: int) -> str:
    """Numbers and addresses of which no two are alike."""
    return "".join(f"+1 212 555 {n:04} u{n}@h{n}.dev " for n in range(length // 20))[:length]


SHAPES: Final = {
    **{repr(piece): repeated(piece) for piece in PIECES},
    **{
        each.__name__.replace("_", " "): each
        for each in (encoded_deeply, encoded_often, encoded_in_turns, ever_longer, ever_different)
    },
}


def seconds(text: str, times: int) -> float:
    """CPU time of reading `text` so many times."""
    began = time.process_time()
    for _ in range(times):
        GUARD.inspect(text, CONTEXT)
    return time.process_time() - began


@pytest.mark.parametrize("shape", SHAPES)
def test_it_takes_linear_time(shape: str) -> None:
    """A character of the longest text costs at most three times as much as one of a tenth of its length."""
    make = SHAPES[shape]
    short, long = make(SHORT), make(LONG)
    assert (len(short), len(long)) == (SHORT, LONG)
    # Both turns read as many characters, and so many that no turn is too short to measure.
    first = seconds(long, 1)
    rounds = max(1, min(50, round(0.004 / max(first, 1e-6))))
    seconds(short, 1)
    ratios: list[float] = []
    # A neighbour on the machine may spoil two pairs of three, but hardly six of eleven.
    while middle(ratios) > 3 and len(ratios) < MOST_PAIRS:
        # The very first turn counts where it is as long as the others; what it had to load only adds to it.
        once = first if rounds == 1 and not ratios else seconds(long, rounds)
        ratios.append(once / max(seconds(short, rounds * LONG // SHORT), 1e-9))
    assert middle(ratios) <= 3


def middle(ratios: list[float]) -> float:
    """The median of three or more; a pair that was not tried counts as the worst, so two may do for three."""
    return statistics.median([*ratios, *[math.inf] * (PAIRS - len(ratios))])
