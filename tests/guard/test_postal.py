"""Postal addresses are taken out where somebody is to be met or written to; as a matter of work they warn."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Guard, Kind

GUARD = Guard()


@pytest.mark.parametrize(
    "text",
    [
        "Send it to 1420 Elmridge Avenue, Apt 3, Portland, OR 97205",
        "Our office: 14 Harrow Mill Lane, Leeds LS1 4AB",
        "come by, 220 Maple Hollow Road, Toronto M5V 2T6",
        "Meine Anschrift: Birkenhofstraße 12, 10115 Berlin",
        "mijn adres is Tulpenhofstraat 8, 1017 AB Amsterdam",
        "mon adresse : 12 rue des Lilas, 75011 Paris",
        "mi casa: Calle de los Olivos, 14, 28013 Madrid",
        "meu endereço é Rua das Acácias, 240, 01310-100 São Paulo",
        "I live at 14 Harrow Mill Lane, Leeds",
        "My address: Flat 12, 4th Cross, MG Road, Bengaluru 560001",
        "Letters to PO Box 4410, Leeds",
        "min adress? I live at Storgatan 12, 111 22 Stockholm",
        "meine Anschrift: Birkenhofstraße 12a, 10115 Berlin",
        "живу: ул. Ленина, д. 5, кв. 12",
        "живу: вул. Шевченка 12",
        "adresim Gül Mah. Lale Sok. No: 12 Kadıköy",
        "住所は〒150-0001 東京都渋谷区神宮前1-2-3です",
        "地址北京市朝阳区建国路88号",
        "寄到上海市黄浦区南京路100号5楼",
        "alamat saya Jl. Merdeka No. 12, Bandung 40115",
        "địa chỉ: 12 Nguyễn Huệ, Quận 1, TP.HCM",
        "vivo en Calle Mayor, 12",
        "Come by 220 Maple Hollow Road, Toronto M5V 2T6",
        "meet me at 14 Elm Street",
        "abito in Via Roma 12, 20121 Milano",
        "Our studio: 12 Rue des Lilas, 75011 Paris",
    ],
)
def test_it_takes_out_where_somebody_lives(text: str) -> None:
    verdict = GUARD.inspect(text)
    assert verdict.action is Action.REDACT
    assert {finding.kind for finding in verdict.findings} == {Kind.ADDRESS}
    assert "address" in verdict.explanation
    digits = [word for word in text.replace(",", " ").split() if word.isdigit()]
    assert not any(word in verdict.redacted for word in digits)


@pytest.mark.parametrize(
    "text",
    [
        "The map pin for 1420 Elmridge Avenue, Portland, OR 97205 is off by a block.",
        "The form must accept Birkenhofstraße 12, 10115 Berlin.",
    ],
)
def test_it_warns_where_an_address_may_be_the_work(text: str) -> None:
    assert GUARD.inspect(text).action is Action.WARN


@pytest.mark.parametrize(
    "text",
    [
        "Drive 30000 users to the new page",
        "Via email, 3 drafts by 10 May, please",
        "Close ticket 12345 on 4th of May",
        "Wall Street data for 2024, 10000 rows",
        "el plaza es en 3 semanas",
        "St. Patrick's campaign, 17 March 2027, budget 12000",
        "12 lane changes in the close 2024 race",
        "Main Street mockup, 3 screens",
        "The road to 10k users",
        "route /api/v1/places has 500 rows",
        "court case 12345 summary",
        "Our square logo is 512 px",
        "my drive has 12 folders",
        "I live at the keyboard, 9 to 5",
        "a via viale of 3 fonts",
        "улица в игре, 3 уровня",
        "路线12号任务",
        "道具5号",
        "area 51 street art, 12345 likes",
        "3 Spring Street posters in the mockup for the game",
        "our place 4 on the list",
        "come by 14 May",
        "Avenue font, 12 weights",
        "via Stripe, 20 EUR per seat, 12345 rows",
    ],
)
def test_it_leaves_words_that_also_name_streets(text: str) -> None:
    assert GUARD.inspect(text).action is Action.ALLOW
