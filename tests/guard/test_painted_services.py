"""Services that are painted, hidden in figures or parts, and names that are told word by word."""

from __future__ import annotations

import pytest

from anteroom.guard import Guard

GUARD = Guard()

NAMES = [
    # By picture and colour, in several languages.
    "find me on the app with the little ghost: «harrowgate_mo»",
    "I'm «tamsin_orrel» on the white ghost",
    "the blue aeroplane: «orla.fenn»",
    "the app with a yellow ghost on it, «orla.fenn»",
    "en el pajarito azul soy «carpinteria_lua»",
    "na app do fantasminha sou «oficina_lua»",
    "sur l'avion bleu je suis «atelier_morel»",
    "beim grünen Hörer: «werkstatt_lohe»",
    "sull'uccellino azzurro sono «bottega_rame»",
    "op het blauwe vogeltje: «glas_en_lood»",
    "я в голубой птичке: «reznoy_dom»",
    "mavi kuş: «cam_atolyesi»",
    "burung biru: «kayu_jati_studio»",
    # By owner, by rhyme, by first letter, by whom it is for.
    "at Zuckerberg's other place I'm «tamsinorrel»",
    "over at Durov's messenger: «tamsin_orrel»",
    'the app that rhymes with "bignal": «tamsin_orrel»',
    "the messenger that starts with a T: «tamsin_orrel»",
    "the gamers' place: «tamsinorrel»",
    # With figures and signs for letters, in two parts, letter by letter.
    "z@lo: «minh lang»",
    "thr3ads → «tamsin orrel»",
    "my w1re is «tamsinorrel»",
    "vib er: «tamsinorrel»",
    "inst agram / «tamsin orrel»",
    "t w i t t e r: «tamsin_orrel»",
    "te.le.gr4m «tamsin orrel»",
    "tele + gram: «tamsin_orrel»",
    "starts with disc ends with ord: «tamsin_orrel»",
    "lnkd: «tamsin-orrel»",
    "my tg is «glas underscore blei» and I read it daily",
    "insta: «glas underscore blei lohe»",
    "we chat, no space, «liu li gong 7»",
    "twitter: «tamsin orrel», join with _",
    "my twitter is «tamsin dash orrel dash glass»",
    "facebook em là «Thu Lang Orrel»",
    "en skipe soy «tamsin voz»",
    "skype live colon tamsin orrel".replace("live", "«live") + "»",
    "snap 👻 «tamsinorrel»",
    "on th!rdlane and on s!gnal «tamsinorrel»",
    "LINEは «tamsinorrel» です",
    "Discord user «tamsinorrel_», add please",
    "on Zalo look for «Thuy Lang Orrel»",
    # Words of which it is said how they become one.
    "on skype I'm «tamsin orrel glass», one word",
    "Insta: «glas und blei», zusammengeschrieben",
    "mi insta es «vidrio y plomo», todo junto",
    "snapchat: «verre et plomb», tout attaché",
    "instagramda «cam ve kursun», bitişik",
    "в телеграме «стекло и свинец» слитно",
    "微信 «liu li gongfang» 连写",
    "«tamsin-orrel», no hyphen, on kik",
    'add «"tam" + "sin" + "77"» on discord',
    "My username is the same on every app: «tamsinorrel»",
]

ORDINARY = [
    "We need a blue bird on the poster and a white ghost on the second page.",
    "The camera app crashes when the phone rings.",
    "Put the phone icon on the left and the paper plane on the right.",
    "The green app has a tab bar, the blue app has none.",
    "Is it the app with the ghost in the story?",
    "The heroine sends a paper plane over the red roof.",
    "The name of the game rhymes with orange, the verse does not.",
    "A social network for gardeners, with chat and photos.",
    "Write the headline as one word, without spaces.",
    "Please give me the Instagram template all in one file, no spaces in its name.",
    "The Telegram bot should strip dots, with underscores left as they are.",
    "The professional network in the study has forty members.",
    "Schreib 'zusammen' zusammen, und 'Papierflieger' groß.",
    "El fantasma de la portada va en azul.",
    "Птичка на обложке должна быть синей.",
    "In the musk ox picture the sky is too blue.",
    "A game for teams of four, split in two rooms.",
    "Translate the Skype interview transcript, 40 min, into Polish.",
    "Instagram reels, 30 sec, all captions joined with the video.",
    "The Twitter thread: split it at the dash, no dot at the end.",
    "LINEで通知を送ります",
    "The line is thin, the session is long, the signal is weak.",
]


def left(text: str, start: int, end: int) -> str:
    """What redaction leaves of text[start:end], gaps and signs aside."""
    hidden = {
        place for f in GUARD.inspect(text).findings if f.score >= 0.6 for place in range(f.start, f.end)
    }
    return "".join(text[i] for i in range(start, end) if text[i].isalnum() and i not in hidden)


@pytest.mark.parametrize("marked", NAMES)
def test_it_takes_out_a_name_at_a_service_that_nobody_names(marked: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    assert left(text, marked.index("«"), marked.index("»") - 1) == ""


@pytest.mark.parametrize("text", ORDINARY)
def test_it_leaves_pictures_colours_and_spelling_alone(text: str) -> None:
    assert GUARD.inspect(text).action.value == "allow"
