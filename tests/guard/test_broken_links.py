"""Links whose host is in pieces, whose "www" is broken, or whose dot is told."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Guard

GUARD = Guard()


@pytest.mark.parametrize(
    "text",
    [
        "pick a slot, cal endly . com / wrennahollow",
        "c4lendly d0t c0m sl4sh wrenna",
        "all my pages: linktr ee / wrenna hollow",
        "t,me/wrennahollow (a comma for the dot)",
        "wa;me/447700900188",
        "dis cord . gg / q7Hollow",
        "insta gram,com / wrennahollow",
        "more samples on w w w . hollowcroft . net",
        "w_w_w (point) h o l l o w croft (point) c0 (point) uk",
        "triple w hollowcroft dot net",
        "www,hollowcroft,co,uk",
        "hollowcroft dot net",
        "come and see hollowcroft [dot] studio",
        "website: hollow and croft dot com, one word",
        "meine Seite: hollowcroft Punkt d e",
        "mi web es hollowcroft punto es",
        "mon site : hollowcroft point fr",
        "il mio sito è hollowcroft punto it",
        "moja strona: hollowcroft kropka pl",
        "мой сайт hollowcroft точка ру",
        "sitem hollowcroft nokta com",
        "मेरी साइट hollowcroft डॉट in",
        "我的网站 hollowcroft点com",
        "私のサイトは hollowcroft ドット jp です",
        "موقعي hollowcroft نقطة com",
        "trang của tôi hollowcroft chấm vn",
        "just look for hollowcroft . co . uk",
        "h o l l o w c r o f t . n e t",
        "hollowcroft plus dot com",
        "type hollowcroft then dot net in your browser",
        "linktr·ee/wrennahollow",
        "linkedin com in wrenna-hollow",
        "kalendly dot com forward slash wrenna",
        "cal end ly d0t c0m /wrenna",
        "mon site wrenna ferrowick point fr",
        "formulaire ici https://hollowcroft.fr/me-contacter",
    ],
)
def test_a_link_in_pieces_is_taken_out(text: str) -> None:
    verdict = GUARD.inspect(text)
    assert verdict.action is Action.REDACT
    assert {found.kind.value for found in verdict.findings} & {"link", "email", "handle"}


@pytest.mark.parametrize(
    "text",
    [
        "The dot com boom was before my time",
        "We moved from node dot js to dot net core last year",
        "Use the plugin at monday dot com for this",
        "Icons for LinkedIn / Instagram / Facebook in the footer, please",
        "The link tree / site map needs an update",
        "Zeig mir den Punkt in der Liste, der fehlt",
        "Llegamos al punto en que todo encaja",
        "I read the brief . it is clear . de facto we can start",
        "cal.com: hideOrganizer is on, and it took 34 ms",
        "The room (8x8.vc): the key is signed",
        "Add www. in front of the redirect rule",
        "The narration script says hollowcroft dot com twice",
        "Read chapter two; me and Sam did chapter three / four",
        "Instagram, Facebook and Discord are in scope / phase two",
        "https://www.hollowcroft.net is the client's old site",
    ],
)
def test_talk_of_sites_and_points_passes(text: str) -> None:
    assert GUARD.inspect(text).redacted == text


@pytest.mark.parametrize(
    "text",
    [
        "My little pottery shop is hollowcroft.shop, number and mail at the bottom",
        "I have my own agency, hollowcroft.co.uk, have a browse and holler from there",
        "Mein Lebenslauf liegt auf hollowcroft.de, Nummer steht unten",
        "mon atelier : hollowcroft.fr, il y a un formulaire",
        "mi taller es hollowcroft.es, ahí está el teléfono",
        "moja pracownia: hollowcroft.pl, kontakt na dole",
        "我的个人网站 www.hollowcroft.cn，上面有联系方式",
        "hollowcroft.com.br/fale-conosco",
    ],
)
def test_a_writers_own_place_where_a_contact_stands_is_taken_out(text: str) -> None:
    assert GUARD.inspect(text).action is Action.REDACT


@pytest.mark.parametrize(
    "text",
    [
        "Our site hollowcroft.com sells phones",
        "My portfolio site hollowcroft.design has the three bakery projects",
        "My client's shop hollowcroft.shop needs a contact form",
        "Mein Laden hollowcroft.de braucht neue Fotos",
        "I will not put my number on my site hollowcroft.net",
    ],
)
def test_a_writers_own_place_alone_passes(text: str) -> None:
    assert GUARD.inspect(text).redacted == text
