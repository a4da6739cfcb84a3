"""A contact detail in an encoding that a reader's tool undoes is found; what encodes no such thing stays."""

from __future__ import annotations

import base64
import codecs
import hashlib

import pytest

from anteroom.guard import Action, Guard

GUARD = Guard()
ADDRESS = "ines.varga@varga.dev"
NUMBER = "+1 617 555 0129"


def encodings_of(value: str) -> dict[str, str]:
    raw = value.encode()
    base = base64.b64encode(raw).decode()
    codes = [str(byte) for byte in raw]
    return {
        "base64": base,
        "base64 for addresses": base64.urlsafe_b64encode(raw).decode().rstrip("="),
        "base64 behind two letters": "zk" + base,
        "base64 in groups": " ".join(base[i : i + 4] for i in range(0, len(base), 4)),
        "base64 over two lines": base[:16] + "\n" + base[16:],
        "base64 twice": base64.b64encode(base.encode()).decode(),
        "base64 of hexadecimal": base64.b64encode(raw.hex().encode()).decode(),
        "base32": base64.b32encode(raw).decode(),
        "base32 small": base64.b32encode(raw).decode().lower().rstrip("="),
        "hexadecimal": raw.hex(),
        "hexadecimal apart": raw.hex(" "),
        "hexadecimal in colons": raw.hex(":").upper(),
        "hexadecimal with signs": "".join(f"\\x{byte:02x}" for byte in raw),
        "hexadecimal bytes": ", ".join(f"0x{byte:02x}" for byte in raw),
        "script escapes": "".join(f"\\u{ord(c):04x}" for c in value),
        "braced escapes": "".join(f"\\u{{{ord(c):x}}}" for c in value),
        "binary": " ".join(f"{byte:08b}" for byte in raw),
        "character codes": "decode the codes " + " ".join(codes),
        "character calls": "+".join(f"chr({code})" for code in codes),
        "a script": f"String.fromCharCode({','.join(codes)})",
        "percent": "".join(f"%{byte:02X}" for byte in raw),
        "percent twice": "".join(f"%25{byte:02X}" for byte in raw),
        "entities": "".join(f"&#{byte};" for byte in raw),
        "entities twice": "".join(f"&amp;#x{byte:x};" for byte in raw),
        "quoted-printable": "".join(f"={byte:02X}" for byte in raw),
        "hexadecimal with dashes": raw.hex("-"),
        "base64 in hexadecimal": base.encode().hex(),
        "base32 in base64": base64.b64encode(base64.b32encode(raw)).decode(),
        "percent in base64": base64.b64encode("".join(f"%{byte:02X}" for byte in raw).encode()).decode(),
        "base64 in percent": "".join(f"%{byte:02X}" for byte in base.encode()),
        "code points": " ".join(f"U+{byte:04X}" for byte in raw),
        "a style sheet": "".join(f"\\{byte:06x}" for byte in raw),
        "octal with signs": "".join(f"\\{byte:03o}" for byte in raw),
        "octal": "in octal: " + " ".join(f"{byte:03o}" for byte in raw),
        "binary run": "".join(f"{byte:08b}" for byte in raw),
        "base64 backwards": f"{base[::-1]} (backwards)",
        "backwards in base64": f"{base64.b64encode(value[::-1].encode()).decode()} (backwards)",
        "base64 moved": f"{codecs.encode(base, 'rot13')} (rot13)",
        "moved in base64": f"{base64.b64encode(codecs.encode(value, 'rot13').encode()).decode()} (rot13)",
        "backwards": f"{value[::-1]} (backwards)",
    }


CASES = [
    pytest.param(value, written, id=f"{kind} {name}")
    for kind, value in (("address", ADDRESS), ("number", NUMBER))
    for name, written in encodings_of(value).items()
]


@pytest.mark.parametrize(("value", "written"), CASES)
def test_it_finds_what_is_encoded_and_leaves_nothing_of_it(value: str, written: str) -> None:
    verdict = GUARD.inspect(f"Look here, please: {written}")
    assert verdict.action is Action.REDACT
    core = written.removesuffix(" (backwards)").removesuffix(" (rot13)")
    core = core.removeprefix("decode the codes ").removeprefix("in octal: ")
    assert not {core[i : i + 6] for i in range(len(core) - 5)} & {
        verdict.redacted[i : i + 6] for i in range(len(verdict.redacted) - 5)
    }
    assert value not in verdict.redacted


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (codecs.encode(ADDRESS, "rot13") + " in rot13", codecs.encode(ADDRESS, "rot13")),
        (codecs.encode("ines@varga.com", "rot13"), "varf@inetn.pbz"),
        ("moc.agrav@seni", "moc.agrav@seni"),
        ("jmyz@hmpdi.ktuhwrl, each letter seven on: ines@wpyeh.com", "ines@wpyeh.com"),
        ("ved tod agrav ta seni, read it from the right", "agrav"),
        ("eno evif evif, evif orez eno, evif owt neves thgie", "evif evif"),
        ("my cell 9210555716 backwards", "9210555716"),
        ("-.... .---- --... ..... ..... ..... ----- .---- ..--- ----.", "---.. "),
        ("0110 0001 0111 0101 0101 0101 0000 0001 0010 1001", "0110 0001"),
        ("India November Echo Sierra at Victor Alfa Romeo dot Delta Echo Victor", "Echo Sierra"),
        ("dial 617 JKL 0129, it is on the keypad", "JKL"),
        ("9-14-5-19 @ 22-1-18-7-1 . 3-15-13", "22-1-18"),
        ("ines@va=\nrga.dev", "rga.dev"),
        ("ines@var=\r\nga.dev", "ga.dev"),
        ("DESCRIPTION:write to ines@var\n ga.dev", "ga.dev"),
        ("write to ines\\@varga\\.dev", "varga"),
        ('filename*0="ines@var"; filename*1="ga.dev"', "ga.dev"),
        ("=?utf-8?Q?ines=40varga.dev?=", "varga"),
        (f"=?utf-8?B?{base64.b64encode(ADDRESS.encode()).decode()}?=", "aW5lcy"),
        ("=?iso-8859-1?q?ines=40varga=2Edev_?=\n =?utf-8?b?w7E=?=", "varga"),
        ("grandad taught me: ..--- .---- --... ..... ..... ..... ----- .---- --... ----.", "..... "),
        ("⠼⠋⠁⠛⠀⠑⠑⠑⠀⠚⠁⠃⠊", "⠑⠑⠑"),
        ("⠼⠋⠁⠛⠤⠑⠑⠑⠤⠚⠁⠃⠊ is for the fingers", "⠑⠑⠑"),
        ("⠊⠝⠑⠎⠈⠁⠧⠁⠗⠛⠁⠲⠙⠑⠧", "⠧⠁⠗⠛⠁"),
        ("a=1, b=2 and so on, j=0: FAG EEE JABI", "EEE"),
        ("a is 0, b is 1: GBH FFF ABCJ", "FFF"),
        ("<p>write</p><b>ines</b>@<i>varga</i>.dev", "varga"),
        ("617<!-- -->555<!-- -->0129 is my cell", "0129"),
        ("<span>6</span><span>1</span><span>7</span>-<em>555</em>-<em>0129</em>, call me", "0129"),
        ("GET /form?a=1&tel=%28617%29+555-0129&b=2", "0129"),
        ("my cell: 9210 555 716, da destra a sinistra", "9210"),
        ("ved.agrav@seni, из конца в начало, справа налево", "agrav"),
        ("9210 555 716 1+", "9210"),
        (f"data:text/plain;base64,{base64.b64encode(ADDRESS.encode()).decode()}", "aW5lcy"),
        (base64.b64encode(b"telegram: @ines_varga").decode(), "dGVsZWdyYW0"),
        (base64.b64encode(b"https://t.me/ines_varga").decode(), "aHR0cHM6"),
    ],
)
def test_it_undoes_what_people_and_programs_write(written: str, value: str) -> None:
    verdict = GUARD.inspect(written)
    assert verdict.action is Action.REDACT
    assert value not in verdict.redacted


@pytest.mark.parametrize(
    "text",
    [
        hashlib.sha256(b"a build").hexdigest(),
        hashlib.md5(b"a file", usedforsecurity=False).hexdigest(),
        "id 550e8400-e29b-41d4-a716-446655440000",
        "MAC 00:1b:44:11:3a:b7 and 52:54:00:12:34:56",
        "Basic " + base64.b64encode(b"reader:letmein-please").decode(),
        base64.b64encode(b'{"alg":"HS256","typ":"JWT"}').decode(),
        base64.b64encode(b'{"sub":"4455667788","name":"A","iat":1732190000}').decode(),
        "sha512-" + base64.b64encode(hashlib.sha512(b"a package").digest()).decode(),
        "internationalisation and microarchitecture, please",
        "GET /search?q=a%20b%20c&page=2&lang=en",
        "AT&amp;T and R&amp;D, 5 &lt; 6",
        "weights 54 52 54 53 53 53 48 49 55 49",
        "mask 0010 0001 0010 0101",
        "the buffer begins ff d8 ff e0 00 10 4a 46 49 46",
        "read at 0x7ffee4c3b2a8",
        "Please reverse transaction 4455667788",
        "ran into backwards compatibility with 1.20.300",
        "The function returns the string reversed.",
        "November, Quebec: the hotel has a golf course",
        "the key is path\\name\\user and C:\\new\\under",
        "| --- | --- | --- | --- | --- | --- |",
        "----- ----- ----- ----- ----- ----- -----",
        "See the table:\n  101 2001\n  102 2002\n  103 2003",
        "part 503-JKL-0163 is sold out",
        "a is 1 and b is 2, so c is 3 by induction",
        "⠓⠑⠇⠇⠕⠀⠺⠕⠗⠇⠙ is the sign at the lift, in Braille",
        "<tr><td>101</td><td>2001</td><td>350</td></tr>",
        "<b>Logo</b>design<i>and</i>print, 250 copies",
        "search?q=blue+green+red&page=2&per_page=50",
        "=?utf-8?q?Kostenvoranschlag_f=C3=BCr_Logo_2026?=",
        "The list ends =\nthere, and begins here.",
        "we had 250000000+ views and 10+ years",
    ],
)
def test_it_leaves_other_codes_alone(text: str) -> None:
    assert GUARD.inspect(text).action is Action.ALLOW


def test_it_undoes_two_layers_and_no_more() -> None:
    """Beyond that a reader needs more help than a message gives; the work stays bounded."""
    once = base64.b64encode(ADDRESS.encode())
    twice = base64.b64encode(once)
    thrice = base64.b64encode(twice)
    assert GUARD.inspect(twice.decode()).action is Action.REDACT
    assert GUARD.inspect(thrice.decode()).action is Action.ALLOW


def test_it_names_the_way_something_was_hidden() -> None:
    finding = GUARD.inspect(base64.b64encode(ADDRESS.encode()).decode()).findings[0]
    assert finding.rule == "encoded.email.disguised"


def shifted(text: str, by: int) -> str:
    return "".join(chr((ord(c) - 97 + by) % 26 + 97) if c.islower() else c for c in text)


@pytest.mark.parametrize(
    "text",
    [
        "ascii: " + " ".join(str(ord(c)) for c in "@wrennah"),
        "// for you\n" + " ".join(f"{ord(c):08b}" for c in "555-0163"),
        "in the page: " + "".join(f"&#x{ord(c):x};" for c in "555-0142"),
        "morse for you: ..... ..... ..... ----- .---- ----. ---..",
        "base64: " + base64.b64encode(b"@wrenna_hollow").decode(),
        "hex " + b"0171 3920051".hex(),
        "A=1 B=2: my discord is 23-18-5-14-14-1-8-15-12-12",
        "shift every letter by 3: " + shifted("wrenna@hollowcroft.net", 3),
        "jede Letter drei weiter im Alphabet: " + shifted("wrenna@hollowcroft.de", 3),
        "thirteen steps along the alphabet: " + codecs.encode("wrenna.vale@hollowcroft.eu", "rot13"),
        "my insta reversed is wollohannerw",
        "mein insta rückwärts: wollohannerw",
        "переверни строку: wolloh_annerw@",
    ],
)
def test_what_was_hidden_needs_nothing_around_it_to_say_what_it_is(text: str) -> None:
    assert GUARD.inspect(text).action is Action.REDACT


@pytest.mark.parametrize(
    "text",
    [
        "The alphabet poster has 26 letters; pages 3, 4, 5, 6, 7 are done",
        "Please send the letter to print by 3 and move the deadline back",
        "Version 2026-11-22 in hex is 323032362d31312d3232",
        "Order 1, 2, 3, 4, 5, 6 alphabetically",
        "Flip the logo, mirror the second one, and reverse the order of slides",
        "The reverse alias is kelm+user=host@ (or so) in the log",
        "Rooms 1️⃣, 2️⃣ and 3️⃣ are free",
        "price&#58; 40&#8364;",
    ],
)
def test_talk_of_letters_numbers_and_mirrors_passes(text: str) -> None:
    assert GUARD.inspect(text).action is Action.ALLOW


@pytest.mark.parametrize(
    "said",
    ["7700900123 7700900456", "7700900123/7700900456", "7700900123, 7700900456", "7700900123 12345678"],
)
def test_it_finds_each_of_several_hidden_in_a_row(said: str) -> None:
    hidden = "".join(f"&#{ord(character)};" for character in said)
    assert len(Guard().inspect(hidden).findings) == 2


def test_a_name_may_begin_where_another_ends() -> None:
    hidden = "".join(f"&#{ord(character)};" for character in "@ada_lov @bob_kir")
    assert len(Guard().inspect(hidden).findings) == 2
