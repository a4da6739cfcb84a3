"""Names, addresses and places that come in parts, and of which it is told how to join them."""

from __future__ import annotations

import pytest

from anteroom.guard import Action
from guard.talks_read import Said, by, told

JOINED = [
    [("b", "Do you use Telegram?"), *by("a", "yes", "heron kiosk, underscore between")],
    [("b", "where can I see more?"), *by("a", "I have a shop on Etsy", "pelt and plaster", "no spaces")],
    [("b", "got a page?"), *by("a", "wickerlamp"), ("b", "dot what"), *by("a", "dot studio")],
    by("a", "my first name", "then at", "brackwatermaps org"),
    by("a", "brambleyard", "quorl", "on twitch, you can whisper there"),
    [*by("a", "we could use Jitsi"), ("b", "room?"), *by("a", "fernquill")],
    by("a", "mail goes to desk@", "wolfsbaneprint, then dot com"),
    by("a", "tee", "dot", "me", "slash", "kestrelbinder"),
    [("b", "¿tienes insta?"), *by("a", "la tinta", "del erizo, todo junto")],
    [("b", "tu as snap ?"), *by("a", "oui", "mirouvel", "tiret bas encre, sans espace")],
    by("a", "kroenlack", "druck", "bei Telegram, alles klein geschrieben"),
    [("b", "insta?"), *by("a", "veldmuis en dan tekent, aan elkaar")],
    [("b", "телега есть?"), *by("a", "да", "ежевикин латиницей", "нижнее подчёркивание, шрифт")],
    [("b", "instagramın var mı"), *by("a", "kirpili", "defter, bitişik")],
    [("b", "ig nya apa"), *by("a", "landak", "tinta, disambung")],
    [("b", "zalo em là gì"), *by("a", "nhimvesach", "77 ở cuối, viết liền")],
    [("b", "怎么加你微信"), *by("a", "刺猬绘本", "下划线，拼音")],
    [
        ("b", "Where's your studio?"),
        *by("a", "Thistlebrook, by the canal", "Ropewalk Lane", "number 18, unit 3"),
    ],
    [("b", "dove spedisco le prove?"), *by("a", "via dei Cardatori", "27, Valdorna")],
]
ORDINARY = [
    [("b", "Which hyphen do we use in the headline?"), *by("a", "the short one", "no spaces around it")],
    [("b", "Telegram bot, right?"), *by("a", "yes", "one word or two in the title?", "two words")],
    [("b", "bist du auf Instagram?"), *by("a", "kaum", "eigentlich nie")],
    by("a", "The site is live", "the ending of the second chapter is new", "all lowercase headings"),
    [("b", "Where is the bug?"), *by("a", "in the footer", "line 18, Unit tests fail")],
    [("b", "name of the sticker pack for Telegram?"), *by("a", "Hedgehogs", "all lower case please")],
    by("a", "Kropka na końcu zdania, proszę.", "tytuł małymi literami"),
    [("b", "how do we name the layers?"), *by("a", "room", "underscore", "number")],
    [("b", "which rows are wrong?"), *by("a", "212", "555", "and 0178, the sum is off there")],
    [("b", "sku list please"), *by("a", "604, 555, 0188")],
]


@pytest.mark.parametrize("messages", JOINED, ids=lambda messages: messages[-1][1])
def test_it_takes_out_the_part_that_completes_a_name(messages: list[Said]) -> None:
    assert Action.REDACT in {verdict.action for verdict in told(*messages)[-3:]}


def test_it_names_the_messages_with_the_other_parts() -> None:
    *_, last = told(("b", "got a page?"), *by("a", "wickerlamp", "dot studio, no spaces"))
    assert [one.message for one in last.earlier] == ["m1"]


@pytest.mark.parametrize("messages", ORDINARY, ids=lambda messages: messages[-1][1])
def test_it_joins_nothing_of_ordinary_talk(messages: list[Said]) -> None:
    for verdict, (_, text) in zip(told(*messages), messages, strict=True):
        assert verdict.redacted == text
