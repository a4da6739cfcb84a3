"""Texts written from their end, and texts with their letters moved along the alphabet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import any_of, data, pattern
from anteroom.guard.texts.everyday import is_everyday
from anteroom.guard.texts.views import View
from anteroom.guard.trigger import Cause, Mark, Trigger, Word

BACKWARDS: Final = (
    r"\b(?:backwards?|revers\w{1,5}|mirror\w{0,3}|back to front|right to left|from the right|from the end|"
    r"flip(?:ped)?|al reves|invertid\w|de tras|ao contrario|a l'envers|inverse\w?|ruckwarts|umgekehrt|"
    r"achterstevoren|tersten|al contrario|rovesci\w{1,3}|wspak|od tylu|naoborot|"
    r"de derecha a izquierda|da direita para a esquerda|de droite a gauche|von rechts|van rechts|da destra|"
    r"od prawej|sagdan sola|ters cevir\w{0,4}|dari belakang|dari kanan|nguoc lai|tu phai|terbalik|ulta|"
    r"sdrawkcab|last letter first|last to first|end to start|end to front|spelled back|"
    r"de atras|dale la vuelta|voltead[oa]|voltea|inverta|de tras para frente|a l'envers|retourne[rz]?|"
    r"von hinten|verkehrt herum|umdrehen|umgedreht|andersom|omgedraaid|capovolgi|capovolto|odwroc|odwrotnie|"
    r"od konca|dibalik|dao nguoc|viet nguoc)\b"
    r"|переверн|зеркальн|наоборот|задом|с конца|справа налево|навпаки|з кінця|справа наліво|"
    r"بالعكس|اعكس|مقلوب|معكوس\w{0,2}|الٹا|उलटा|উলটো|"
    r"倒过来|倒着|反过来|从右往左|从后往前|倒序|反着|逆から|逆さ|右から左|後ろから"
)
"""Words that say that something is to be read from its end."""
_ROTATED: Final = (
    r"(?:\b(?:in|with|using|via|en|mit|per) )?\brot[ -]?(?:13|thirteen|trece|treize|dreizehn)\b"
    r"|\bcaesar(?:[ -](?:cipher|shift))?(?: (?:13|thirteen))?\b"
    r"|\bshift(?:ed)? (?:by )?(?:13|thirteen)\b"
)
"""Words that say that letters are moved by half the alphabet."""
_TOLD: Final = (
    r"\balphabet\w*\b|\balfabet\w*\b|алфавит|алфавіт|\bcaesar\b|\bcesar\b|\bcasar\b|\bcipher\b|\bcypher\b"
    r"|\brot-?\d{1,2}\b|\bshift(?:ed|ing)? (?:by|each|every|all|the letters|letters|back|forward)\b"
    r"|\b(?:letter|letters|letra|letras|lettre|lettres|buchstabe|buchstaben|lettera|lettere|litera|litery)\b"
    r"[^.\n]{0,24}\b(?:back|forward|forwards|later|earlier|along|further|next|previous|down|up|off|shifted|"
    r"moved|adelante|atras|siguiente|anterior|frente|seguinte|avant|arriere|suivante|precedente|weiter|"
    r"zuruck|davor|danach|avanti|indietro|dalej|wstecz)\b"
    r"|\b(?:next|previous|preceding|following) letter\b|\bминус одна буква\b|букв[^.\n]{0,16}(?:вперед|назад)"
)
"""Words that say that letters are moved, by a number told beside or by a few."""
_TOLD_FIRST: Final = (
    r"\b(?:alphabet|alfabet|caesar|cesar|casar|cipher|cypher|rot-?\d|shift|letter|letra|lettr|buchstab|letter|liter)"
    r"|алфав|букв"
)
_AMOUNT: Final = (
    r"\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|un[ao]?|dos|tres|"
    r"deux|trois|eine?n?|zwei|drei|due|tre|dwie|trzy)\b"
)
_AMOUNTS: Final = {
    **dict.fromkeys(("one", "un", "una", "uno", "ein", "eine", "einen"), 1),
    **dict.fromkeys(("two", "dos", "deux", "zwei", "due", "dwie"), 2),
    **dict.fromkeys(("three", "tres", "trois", "drei", "tre", "trzy"), 3),
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
}
_USUAL: Final = (1, 3, 13)
"""By how much letters are moved where no number is told."""
_MOST_SHIFTS: Final = 6
_MOST_WORDS: Final = 12
_LONGEST_WORD: Final = 40
"""Rotated words before what was found that are covered with it, and code points of each with its gap."""
_TURNED: Final = str.maketrans("()[]{}<>", ")(][}{><")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_SHIFTS: Final = tuple(
    str.maketrans(
        _LETTERS + _LETTERS.upper(), _LETTERS[by:] + _LETTERS[:by] + (_LETTERS[by:] + _LETTERS[:by]).upper()
    )
    for by in range(26)
)
_ROT13: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "nopqrstuvwxyzabcdefghijklmNOPQRSTUVWXYZABCDEFGHIJKLM",
)


def backwards(text: str) -> str:
    """`text` from its end, brackets turned; character i of it stood at len(text) - 1 - i."""
    return text[::-1].translate(_TURNED)


def word_by_word(text: str) -> View:
    """`text` with every word from its end."""
    return View(text).replaced(r"[^\s()\[\]{}<>,]{2,}", lambda word: word[::-1])


def rot13(text: str) -> str:
    """`text` with every Latin letter moved by half the alphabet and the words that say so blank; as long."""
    told = pattern(rf"(?i){_ROTATED}").search(text)
    moved = text.translate(_ROT13)
    if told is None:
        return moved
    return f"{moved[: told.start()]}{chr(10) * (told.end() - told.start())}{moved[told.end() :]}"


def rotated_from(text: str, start: int) -> int:
    """Where the words begin that stand before `start` and are words only when rotated, as what follows is."""
    for _ in range(_MOST_WORDS):
        before = text[max(0, start - _LONGEST_WORD) : start].rstrip(" :,=-")
        word = before[max((before.rfind(gap) for gap in " \n"), default=-1) + 1 :]
        plain = word.lower().strip(".,:;!?\"'()")
        if not plain.isalpha() or not plain.isascii() or is_everyday(plain):
            break
        moved = plain.translate(_ROT13)
        if not (is_everyday(moved) or moved in data("services")["miswritten"]):
            break
        start = max(0, start - _LONGEST_WORD) + len(before) - len(word)
    return start


def shifted(text: str, by: int) -> str:
    """`text` with every Latin letter moved `by` places, around the end of the alphabet."""
    return text.translate(_SHIFTS[by % 26])


def told_shifts(text: str) -> list[int]:
    """By how many letters a text says that it is moved, either way; none where it does not."""
    plain = text.lower()
    if not pattern(_TOLD).search(plain):
        return []
    told = [match[1] for match in pattern(_AMOUNT).finditer(plain)]
    by = [amount for word in told if 0 < (amount := _AMOUNTS.get(word) or int(word)) < len(_LETTERS)]
    both = [way for amount in by or _USUAL for way in (-amount, amount)]
    return list(dict.fromkeys(both))[:_MOST_SHIFTS]


def without_telling(view: View) -> View:
    """A folded view without the words that say that it is to be read from its end."""
    return view.replaced(BACKWARDS, lambda _: " ")


def triggers() -> Iterator[Cause]:
    """What a text must hold to be read from its end, or with its letters moved back."""
    yield Trigger.BACKWARDS, Word(BACKWARDS)
    yield Trigger.BACKWARDS, Word(rf"\b(?:{any_of(data('words')['reversed'])})\b")
    yield Trigger.BACKWARDS, Mark(r"//:s?ptth|[\[({<]\s?(?:tod|otnup|otnop|tnuop|tknup|aborra)\s?[\])}>]")
    yield Trigger.BACKWARDS, Mark(r"\d[()]?\+"), r"\d(?:[ .()-]{0,2}\d){8,12}[()]?\+(?:[^0-9a-z+]|$)"
    digits = r"(?:mreb|bu|bar|gjb|guerr|sbhe|svir|fvk|frira|rvtug|avar|gevcyr|qbhoyr)"
    yield (
        Trigger.ROTATED,
        Word(
            rf"\b(?:gryrtenz|qvfpbeq|jungfncc|vafgntenz|vafgn|fxlcr|snprobbx|jrpung|tznvy|ubgznvy|bhgybbx|lnubb|"
            rf"cebgba|qbg (?:pbz|arg|bet|pb|zr|vb)|[\[(]qbg[\])]|{digits}(?:[ ,-]{{1,2}}{digits}){{3}})\b"
            r"|[\[(]qbg[\])]"
        ),
    )
    yield Trigger.ROTATED, Word(rf"{_ROTATED}|\buggcf?://")
    yield Trigger.ROTATED, Word(_TOLD_FIRST), _TOLD
