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
        "Post the samples to 8 Orchard Mews, Bristol BS3 4QF please",
        "310 Juniper Street, Unit 4B, Austin, TX 78704, any day after four",
        "my workshop is in 14 Mill Road, Cambridge",
        "passez au 4 bis avenue Foch, Nantes",
        "mándalo a Avenida de la Paz 33, 41013 Sevilla",
        "manda pra Av. Paulista, 1578, São Paulo",
        "schick es an Am Markt 3, 04109 Leipzig",
        "stuur het naar Kerkstraat 5, 9711 GA Groningen",
        "mieszkam przy ul. Długiej 14/3, Kraków",
        "Живу на улице Гоголя, дом 7, квартира 12",
        "приходите: Невский проспект, 28",
        "Живу на вулиці Франка, 15, Львів",
        "мой адрес: улица Мира, дом 9",
        "मेरा पता: मकान नंबर 12, गांधी मार्ग, जयपुर",
        "Mera ghar 45, MG Road, Pune 411001 hai",
        "میرا پتہ: مکان نمبر 7، گلی 3، لاہور",
        "আমার ঠিকানা: বাড়ি ১২, রোড ৫, ধানমন্ডি",
        "kirim ke Jl. Sudirman No. 45, Jakarta 10220",
        "gửi về số 10 ngõ 45 phố Bạch Mai, Hà Nội",
        "عنواني شارع التحلية مبنى 12 الرياض",
        "Studio's at 880 W Tannery Street, Suite 210, Chicago, IL 60699",
        "Visit us: Plot 41, Sector 3A, Harrow Industrial Area, Navinagar 140999",
        "it's seventeen harrow lane, wexcombe, knock loudly",
        "the parcel goes to Orrel Glass, GA-145-0142, Palm Junction, Tema",
        "адрес мастерской: ул. Ольховая, д. 4, кв. 9, Новореченск",
        "Adresse der Werkstatt: Lohweg 4, 2. Hof, Altstadt",
        "letter to me: Mtkvari St 14, apt 9, Tbilisi",
        "Ship the jars to: Orrel Glass, Unit 4, Potter's Yard, Wexcombe WX1 4RT",
        "send it: 1 Infinite Orchard, Cupertino, CA 95014",
        "my place is 14 Kauri Road, Ponsonby, Auckland 1011",
        "12B Baker's Row, Hackney E8 4RT",
        "my address: House 12, Street 4, F-8/3, Islamabad",
        "my address is B-45, Sector 62, Noida 201301",
        "come to House 12, Road 5, Dhanmondi, Dhaka 1205",
        "my office: 12 Jalan Ampang, 50450 Kuala Lumpur",
        "send to 45 Rizal St., Brgy. San Roque, Quezon City 1109",
        "my address is 123/4 Sukhumvit Soi 11, Bangkok 10110",
        "my office: 123 Teheran-ro, Gangnam-gu, Seoul 06133",
        "我的地址：台北市大安區忠孝東路四段100號",
        "Atatürk Mah. 45. Sok. No:12 D:5 Çankaya/Ankara",
        "ul. Długa 14/3, 31-147 Kraków",
        "mój adres: Długa 14 m. 3, 31-147 Kraków",
        "moje adresa: Dlouhá 12, 110 00 Praha 1",
        "I live at Ilica 12, 10000 Zagreb",
        "Mariahilfer Straße 12/5, 1070 Wien",
        "Bahnhofstrasse 12, 8001 Zürich",
        "Rue Neuve 12, 1000 Bruxelles",
        "Nieuwstraat 12, 9000 Gent",
        "Vestergade 12, 1456 København",
        "Mannerheimintie 12 A 5, 00100 Helsinki",
        "mi oficina: Cra. 7 # 71-21, Bogotá",
        "vivo en Calle 93 # 11-27 apto 302",
        "C.so Buenos Aires 12, 20124 Milano",
        "chez moi : 14 rue Oberkampf, bâtiment B, 75011 Paris",
        "moro na SQN 308, Bloco B, apto 401",
        "पता: फ्लैट 302, सूर्या अपार्टमेंट, अंधेरी पश्चिम, मुंबई 400058",
        "আমার ঠিকানা: বাসা ১২, রোড ৫, ধানমন্ডি, ঢাকা ১২০৫",
        "адрес: г. Москва, Ленинский проспект, д. 45, кв. 12",
        "620014, г. Екатеринбург, ул. Малышева, 51",
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
        "Le formulaire refuse 12 rue des Lilas, 75011 Paris.",
        "The second branch on the flyer is 14 Harrow Mill Lane, Leeds LS1 4AB",
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
        "the office in Berlin Mitte",
        "The meeting room is called Elm Street 4",
        "rue des Lilas is the title of the film",
        "Calle 13 concert poster, 3 sizes",
        "улица Сезам, выпуск 12",
        "вулиця з 5 будинків на малюнку",
        "北京路线图 12 张",
        "شارع في اللعبة 3 مراحل",
        "phố cổ, 12 bức ảnh",
        "Jalan cerita 3 babak",
        "मकान का 3D मॉडल, 4 कमरे",
        "Живу на кофе, 3 чашки в день",
        "passez au 4e niveau, place suivante",
        "gửi về 3 bản, phố đêm",
        "send the draft to milestone 4, close the other",
        "my shop is 3 years old, open by ten",
        "We tested 12 phones, tablets and laptops on S3 4GB plans",
        "12 screens, h1 2em margins",
        "I worked 5 years in retail, CA 90210 is just a TV show",
        "We ship to 45 states, NY 10001 orders last year",
        "via API 12, 20000 requests",
        "Milestone 2, phase 1: 1200 EUR",
        "im Kapitel 3, 12345 Wörter",
        "am Montag 12, 10999 Zeilen",
        "bitte an Seite 12, 10999 denken",
        "estoy en la página 12, 20000 palabras",
        "String 12, 20000 characters",
        "engineering 24, 10000 hours",
        "apartment 5 renders, one per street",
        "flat 10 percent off the road price",
        "Calle 12 #3 in the song list",
        "SQS 30 queue retries",
        "4 tests, jalan 3",
        "our address is 32 bits, aligned to 4",
        "My address field accepts 40 characters, two lines",
        "住所：の入力フォームに3つの項目があります",
    ],
)
def test_it_leaves_words_that_also_name_streets(text: str) -> None:
    assert GUARD.inspect(text).action is Action.ALLOW


# The value stands between « and ».
PLACES = [
    "my studio: «14 Harrow Mill Lane, Leeds LS1 4AB»",
    "come by «221 Quillon Street, Apt 4B, Portland, OR 97205»",
    "We're at «48 Brackett Ave, Toronto, ON M5V 2T6»",
    "Post it to «Flat 3, 17 Tullavin Road, Bristol BS6 5QA»",
    "I live at «12 Kestrel Court, Cork»",
    "Meine Adresse: «Birkenweg 12, 10115 Berlin»",
    "Ich wohne in der «Lindenstraße 48, 50674 Köln»",
    "J'habite «12 rue des Tilleuls, 69003 Lyon»",
    "Mon atelier: «4 bis, avenue Quillon, 33000 Bordeaux»",
    "Vivo en «Calle de la Encina 14, 28012 Madrid»",
    "mi taller está en «Av. Insurgentes Sur 1204, Col. Roma, 06700 CDMX»",
    "Moro na «Rua das Acácias, 120, apto 32, São Paulo - SP, 01310-100»",
    "Abito in «Via dei Tigli 14, 20121 Milano»",
    "Ik woon op de «Lindelaan 48, 3511 AB Utrecht»",
    "mieszkam przy «ul. Lipowej 14/3, 00-950 Warszawa»",
    "мой адрес: «г. Москва, ул. Липовая, д. 14, кв. 32»",
    "моя адреса: «м. Київ, вул. Липова, 14, кв. 32»",
    "Adresim: «Ihlamur Sok. No: 14 D: 3, Kadıköy, İstanbul»",
    "عنواني: «شارع الزيتون 14، حي النور، الرياض»",
    "Mera pata: «Flat 302, Lotus Apartments, MG Road, Pune 411001»",
    "alamat saya «Jl. Kenanga No. 14, RT 03/RW 05, Sleman 55281»",
    "nhà em ở «số 14 đường Lý Thường Kiệt, phường 7, quận 10, TP HCM»",
    "我住在«上海市静安区延安路14号302室»",
    "住所は«東京都渋谷区桜丘町14-3»です",
    "visit me: «PO Box 412, Halifax NS B3J 2P8»",
    "my door is «27 Rowan Close», ring twice",
    "pick it up at my place, «305 Elm Street» in Dayton",
    "drop the parcel at «18 Lantern Row, Norwich»",
    "find me at «///filled.count.soap»",
    "Die Muster bitte an «Lindenkrug 48, 10999 Berlin».",
    "Kommen Sie vorbei: «Untere Färbergasse 7a, 3. OG, 80999 München», Klingel oben",
    "Mándame las muestras a «Calle del Almendro 117, 3.º B, 28999 Valdetorre, Madrid».",
    "queda en «Av. Insurgentes Viejos 2045, Col. Luneta, 03999 Ciudad de México», pásese",
    "Je vous reçois au cabinet, «8 impasse du Hérisson, 69999 Lyon Cedex», sans rendez-vous.",
    "my workshop: «Unit 7, Old Mill Estate, Leeds LS12 2QA»",
    "me visita: «Rua Augusta, 1500, Consolação, São Paulo - SP»",
]


@pytest.mark.parametrize("marked", PLACES)
def test_it_hides_all_of_a_place_that_somebody_is_to_be_found_at(marked: str) -> None:
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    found = [f for f in GUARD.inspect(text).findings if f.score >= 0.6]
    hidden = {place for one in found for place in range(one.start, one.end)}
    assert not {place for place in range(start, end) if text[place].isalnum()} - hidden


@pytest.mark.parametrize(
    "text",
    [
        "Ticket AB-123-4567 is closed, ticket AB-124-0031 is not.",
        "Plot twist, chapter 7, sector nine falls in 140 999 words.",
        "Scene fourteen, Marrow Lane, is the best of the draft.",
        "Unit 9 of the course has a yard in row 4.",
        "The delivery address: a field of the form, three lines, 40 characters each.",
        "We're at 12 rows per page and 14 columns",
        "my place in the queue is 5",
        "find us at the top of page 12 of Park view",
        "deliver to production on day 3 of the big push",
        "the studio is 30 minutes walk from the station",
        "drop the shadow at 12 px grey",
        "I'm at 3 of 12 screens, on the way",
        "home: 12 sections, 4 of them new",
        "we're in 5 countries, on the way to 12",
        "pick it up at 9 if you like",
        "coordinates 53.3498, -6.2603 for the map pin",
        "the map should start at 53.3498, -6.2603",
        "Mi taller tiene 3 mesas y 14 sillas",
        "my flat design skills are good",
        "come to 1 of our 3 calls a week",
        "Office: 12 desks, 3 rooms, 1 big hall",
        "home is 404 now, broken since Monday",
        "The shop on the map is 14 Harrow Mill Lane, draw it",
        "12 rue is a street in the game",
        "Street View of 5th Avenue",
        "Draw a map of Elm Street with 30 houses",
        "Baker Street 221B poster",
        "Road 66 font",
        "10 Downing Street illustration",
        "the house style guide",
        "Lane 4 of the pool",
        "3 rue drawings, 5 avenue drawings",
        "Please geocode 400 addresses in Berlin",
    ],
)
def test_it_takes_out_no_talk_of_streets_and_places(text: str) -> None:
    assert GUARD.inspect(text).redacted == text
