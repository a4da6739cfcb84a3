"""Contact details in the disguises people give them, in many languages; what only looks like them stays."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Context, Guard, Kind
from anteroom.guard.catalogue import data
from anteroom.guard.texts.languages import LANGUAGES

GUARD = Guard()

# The value stands between « and ».
ADDRESSES = [
    "«1nes.v4rga at gm4il d0t c0m»",
    "«ines.varga@yah00.c0m»",
    "«ines@@varga,dev»",
    "«ines.varga@pr*ton.me» with an o",
    "«ines🅰️varga⚫studio»",
    "«ines, then the a with a circle, then varga-films, then a dot, then example»",
    "«ines-at-vargafilms-dot-design»",
    "«ｉｎｅｓ [a]t vаrgа [d]ot studio»",
    "«i-n-e-s (curly a) v-a-r-g-a (full stop) example»",
    "«i.n.e.s (at without brackets) v.a.r.g.a (d.o.t) dev»",
    "«i n e s _ v a r g a (77) {at} 0 u t l 0 0 k {punkt} com»",
    "«ines.varga@outlook . c o m»",
    "«ines underscore varga seven seven at outlook dot com»",
    "«h u g o k e l m at y a h o o»",
    "I'm «ines.varga» on the google mail thing",
    "«ines dot varga», the usual g-domain",
    "«ines monkey varga speck d.e.v»",
    "«hugokelm ᴀᴛ hotmail ᴅᴏᴛ com»",
    "«ines arroba varga punto dev»",
    "«ines chez varga point example»",
    "«ines (Klammeraffe) varga (Pkt) dev»",
    "«ines chiocciola varga punto it»",
    "«ines apenstaartje varga-films punt example»",
    "«1nes [apenst44rtje] v4rga streepje films (pvnt) example»",
    "«ines małpa varga-studio kropka example»",
    "«ines точка varga собака яндекс точка ру»",
    "«i1nes (тчк) v a r g a [с0бака] я н д е к с тчк р у»",
    "«ines крапка varga равлик ukr крапка net»",
    "«inesvarga nokta film et gmail nokta com»",
    "«ines نقطة varga آت جيميل نقطة كوم»",
    "«ines dot varga at the rate gmail dot com»",
    "«ines डॉट varga ऐट जीमेल डॉट कॉम»",
    "«ines ڈاٹ varga ایٹ جیمیل ڈاٹ com»",
    "«ines titik varga et gmail titik com»",
    "«ines chấm varga a còng gmail chấm com»",
    "«ines下划线varga艾特gmail点com»",
    "«ines.vargaあっとexampleどっとjp»です",
    "見積は«ines.varga@example.jp»へどうぞ。",
]
NUMBERS = [
    "my num: «five oh three, five five five, oh one one eight»",
    "«plus four four, seven seven, zero zero, nine zero zero, three one nine»",
    "«double five five, zero one, eight eight, treble two»",
    "«6175five501 two nine»",
    "«sIx1seven / ٥٥٥ / zer0 one twenty-9»",
    "«six1seven 5 5 5 ohONEtwo9»",
    "«s1x 0n3 s3v3n, f1v3 x 3, z3r0 0n3 tw0 n1n3»",
    "«+４４ seven７ ⓪⓪ nine0️⃣0️⃣ three19»",
    "«646) 5S5-Ol7l» is a phone",
    "First «617, next 555, last 0129». You know what to do.",
    "It is «617 then 555 then 01 and then 29» ok?",
    "«617a555b0129» minus the letters",
    "The room is 0119. «503 555 0118»",
    "es el «seis-cero-cero 555 catorce dos»",
    "«seis uno uno, dos cero cuatro, siete siete nueve»",
    "«dois um, nove sete cinco, meia meia zero um dois»",
    "«zéro six, trente-neuf, quatre-vingt-dix-huit, vingt et un, soixante-sept»",
    "«null eins sieben eins, dreiundzwanzig, fünfundvierzig, achtundneunzig»",
    "«tre quattro sette, cinque zero zero, due sei sette otto»",
    "«nul zes, vijf vijf vijf nul, nul twee zes zeven»",
    "«pięć zero jeden, pięćset pięćdziesiąt pięć, zero dwa dwa»",
    "«восемь девятьсот два, пятьсот пятьдесят пять, ноль два, шестьдесят семь»",
    "«нуль шістдесят сім, п'ятсот п'ятдесят п'ять, нуль два, шістдесят вісім»",
    "«sıfır beş yüz kırk iki, beş yüz elli beş, sıfır iki, altmış yedi»",
    "«صفر خمسة ستة خمسة، خمسة خمسة خمسة، صفر اثنين ستة سبعة»",
    "«nau saat paanch paanch paanch, shunya do chhe aath teen»",
    "«नौ आठ पाँच पाँच पाँच, शून्य एक चार तीन दो»",
    "«نو آٹھ پانچ پانچ پانچ صفر ایک چار تین دو»",
    "«শূন্য এক সাত পাঁচ পাঁচ পাঁচ শূন্য এক চার»",
    "«nol delapan satu tiga, lima lima lima nol, nol dua enam delapan»",
    "«không chín không sáu, năm năm không, hai sáu bảy»",
    "联系«一九八零零五五五零二六»",
    "«幺九八,洞洞五五,五洞二六»",
    "«ゼロハチゼロの、ゴーゴーゴーゼロの、ゼロニロクナナ»",
    "«〇八〇ー五五五〇ー〇二六七»",
    "手机«198 0055 5026»,晚上方便",
    "電話は«080-5550-0267»です。",
]
HANDLES = [
    "В тг я «@ines_varga», пишите туда.",
    "Я в телеграмі «ines_varga_des»",
    "Instagram'da «@ines.atolye» olarak varım.",
    "حسابي في تيليجرام «@inesvarga_design»",
    "IG aku «@ines.varga.ilus», dm aja",
    "na Telegramie «@inesvarga»",
    "加我威信:«ines_hs2024»",
    "加我V «inesvarga26»",
    "LINEのIDは«ines_ins»です、追加してください。",
    "Op Signal heet ik «ines.61», stuur maar wat.",
    "ICQ (yes!) «555019428»",
    "the paper plane app, nick «ines_varga» :)",
    "On github I'm «ines-vargafilms», my address is in the bio",
    "search «vargalab» on Behance and press Message",
    "Find me on LinkedIn as «Ines Vargafilms», there is one.",
    "viber under the name «Ines Varga Studio», same pic",
    "hit me up on insta, it's «ines_varga_photo»",
    "I go by «inesvarga» on Telegram",
    "mon Skype c'est «ines.vrg»",
    "Kakao: «inesvarga»",
    "keybase user «inesvarga»",
    "add «live:ines.varga» there",
    "Session ID starts «05c4d19e72aa03b6f8815de0927c43bb16f0a95e4d2c7781930fbe64a5d21c8e70»",
]
CASES = [
    *((Kind.EMAIL, text) for text in ADDRESSES),
    *((Kind.PHONE, text) for text in NUMBERS),
    *((Kind.HANDLE, text) for text in HANDLES),
]


@pytest.mark.parametrize(("kind", "marked"), CASES)
def test_it_sees_through_the_disguise(kind: Kind, marked: str) -> None:
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    verdict = GUARD.inspect(text, Context(countries=("CN", "JP")))
    assert verdict.action is Action.REDACT
    hidden = {place for f in verdict.findings if f.score >= 0.6 for place in range(f.start, f.end)}
    assert not {place for place in range(start, end) if text[place].isalnum()} - hidden
    assert kind in {finding.kind for finding in verdict.findings}


@pytest.mark.parametrize(
    "text",
    [
        "odoo 16.0+e-20230412 will not start",
        "Lot L24045 and lot L24046, two of three boxes",
        "Angebot AN-88213, gültig bis 14.02.2027, drei Positionen.",
        "one, two, three, four, five, six, seven, eight, nine, ten",
        "between 1500 and two thousand five hundred dollars",
        "in 2024 and 2025 and 2026 we had one, two and three clients",
        "First 100, next 250, last 1000 units.",
        "go get golang.org/x/net@v0.30.0",
        "Integrate with Slack and mention @channel",
        "The Discord bot answers @everyone",
        "WhatsApp-Business-screens.fig",
        "test@test.test is in the unit test.",
        "j***@example.com is how the form shows it",
        "Section (a) overview (b) works (c) design",
        "meet the team at the office, point by point, com or net",
        "what is your rate at scale, dot net or java?",
        "a point at issue: the dot at the end",
        "Find jobs on LinkedIn, find influencers on Instagram",
        "I'm active on Telegram and on Discord",
        "注文番号503-2218847-0091が一致しません。",
        "рост один или два процента, три недели, четыре человека",
        "uno o dos meses, tres personas, cuatro pantallas",
        "cinq ou six pages, sept jours, huit heures",
    ],
)
def test_it_leaves_what_only_looks_alike(text: str) -> None:
    assert GUARD.inspect(text).action in (Action.ALLOW, Action.WARN)
    assert GUARD.inspect(text, Context(countries=("US", "GB", "DE"))).redacted == text


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_names_the_signs_and_all_ten_digits(code: str) -> None:
    table = data(f"languages/{code}")
    assert table["at"]
    assert table["dot"]
    assert {str(digit) for digit in range(10)} <= data(f"numbers/{code}")["numbers"].keys()


def test_it_redacts_nothing_but_the_disguised_value() -> None:
    redacted = GUARD.inspect("Hi, write ines [at] varga [dot] dev or come by, thanks").redacted
    assert redacted == "Hi, write [e-mail hidden until a contract] or come by, thanks"
