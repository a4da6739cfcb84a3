"""A signed copy: the link in both sides' mail, its page, its text file, and whether a text is the signed one.

The link's end stands in the fragment, as a pass does, so that no log or preview ever has it; it outlives the
interview and its passes, since a signature does.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32encode

import msgspec
from aiohttp import web

from anteroom.agreements import store
from anteroom.agreements.document import digest_of
from anteroom.agreements.opened import Opened, may_open, opened_to
from anteroom.agreements.ours import language_of
from anteroom.agreements.words import agreement_words
from anteroom.api.body import Told, read, read_form
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.interviews.agreement import hash_of
from anteroom.interviews.model import Interview, Party
from anteroom.pages.plain import page
from anteroom.pages.reader import browser_language, read_by
from anteroom.passes.mint import same
from anteroom.passes.times import point
from anteroom.passes.words import lobby_words
from anteroom.people.persons import zone_and_language
from anteroom.plain_text import lines

SIGNED_PATH = "/signed"
_SHAPE = re.compile(r"(sig_[a-z2-7]{20})\.(pty_[a-z2-7]{20})\.([a-z2-7]{32})")
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
LIFE = 12 * 60 * 60
"""Seconds that a browser may look at a copy before the link is opened again."""


class CopyBody(Told, frozen=True):
    """The end of a copy's link, as the page read it from the fragment of its address."""

    copy: str


def copy_link(house: House, signature_id: str, party_id: str) -> str:
    """Return the link to a signature's page for one of the two who have a copy; nobody else can make one."""
    name = f"{signature_id}.{party_id}"
    return f"{house.settings.public_url}{SIGNED_PATH}#{name}.{_mac(house, 'copy', name)}"


def text_file(
    version: store.Version, signed: store.Signature | None, language: str, zone: str | None, body: str = ""
) -> web.Response:
    """Return an agreement as a text file, as it was shown or, given a `body`, as a contract opened it."""
    answer = web.Response(text=written(version, signed, language, zone, body))
    answer.headers["Content-Disposition"] = f'attachment; filename="agreement-{version.version}.txt"'
    return answer


def written(
    version: store.Version, signed: store.Signature | None, language: str, zone: str | None, body: str = ""
) -> str:
    """Return an agreement as text that stands alone, with its fingerprints and who signed."""
    words = agreement_words(language)
    said = [f"{words.say('shown_hash')}: {version.shown_hash}"]
    if version.hides:
        said.append(f"{words.say('full_hash')}: {version.full_hash}")
    if signed is not None:
        when = point(signed.at, zone, lobby_words(words.language))
        said.insert(0, words.say("file.signed", label=signed.label, when=when))
    number = words.say("file.version", number=version.version)
    said_too = "\n".join(said)
    return f"{version.title}\n{number}\n\n{body or version.shown}\n\n{'-' * 24}\n{said_too}\n"


async def arrive(request: web.Request) -> web.Response:
    """Show the door of a copy; its link's end is in the fragment."""
    words = agreement_words(browser_language(request))
    return page(request, "signed_arrive.html", words=words, language=words.language)


async def exchange(request: web.Request) -> web.Response:
    """Take the end of a copy's link for a cookie."""
    house = request.app[HOUSE]
    found = _SHAPE.fullmatch((await read(request, CopyBody)).copy)
    if found is None or not same(found[3], _mac(house, "copy", f"{found[1]}.{found[2]}")):
        raise NotFound("There is nothing here.", reason="no copy of ours")
    path = f"{SIGNED_PATH}/{found[1]}/{found[2]}"
    answer = web.json_response({"copy": path})
    answer.set_cookie(
        f"copy_{found[1]}_{found[2]}",
        _mac(house, "cookie", f"{found[1]}.{found[2]}"),
        max_age=LIFE,
        httponly=True,
        secure=house.settings.public_url.startswith("https:"),
        samesite="Lax",
        path=path,
    )
    return answer


async def show(request: web.Request) -> web.Response:
    """Show a copy."""
    return await _page(request)


async def whole(request: web.Request) -> web.Response:
    """Show the whole text, where a contract opens it to this reader."""
    house = request.app[HOUSE]
    signed, version, interview, party = await _copy(request, house)
    language = (await _reader(request, house, party))[1]
    async with house.database.transaction() as conn:
        await interviews.load(conn, interview.id, lock=True)
        opened = await opened_to(conn, house, interview, version, party.person_id, language)
    if opened is None:
        raise NotFound("There is no contract that opens this.")
    if (await read_form(request)).get("file") == "yes":
        zone, _ = await _reader(request, house, party)
        request[PASSAGE] = _passage(interview, party, signed, version, opened)
        return text_file(version, signed, language, zone, opened.text)
    return await _page(request, opened=opened)


async def check(request: web.Request) -> web.Response:
    """Say whether a text, or a fingerprint, is what was signed."""
    house = request.app[HOUSE]
    _, version, interview, party = await _copy(request, house)
    typed = (await read_form(request)).get("text", "")
    digest = typed.strip().casefold() if _DIGEST.fullmatch(typed.strip()) else ""
    found = "check.no"
    if version.shown_hash in (digest, hash_of(lines(typed))):
        found = "check.shown"
    elif digest and digest == version.full_hash:
        found = "check.full"
    elif version.hides:
        async with house.database.connection() as conn:
            # Before a contract this would tell whether a guess at what is hidden is right.
            if await may_open(conn, house, interview, party.person_id):
                content = await store.content(conn, house, version.id)
                if digest_of(msgspec.structs.replace(content, text=lines(typed))) == version.full_hash:
                    found = "check.full"
    return await _page(request, checked=found)


async def download(request: web.Request) -> web.Response:
    """Give a copy as a text file."""
    house = request.app[HOUSE]
    signed, version, interview, party = await _copy(request, house)
    zone, language = await _reader(request, house, party)
    request[PASSAGE] = _passage(interview, party, signed, version)
    return text_file(version, signed, language, zone)


async def _page(request: web.Request, *, opened: Opened | None = None, checked: str = "") -> web.Response:
    house = request.app[HOUSE]
    signed, version, interview, party = await _copy(request, house)
    zone, language = await _reader(request, house, party)
    async with house.database.connection() as conn:
        opens = version.hides and await may_open(conn, house, interview, party.person_id)
        newest = await store.newest(conn, interview.id)
    request[PASSAGE] = _passage(interview, party, signed, version, opened)
    words = agreement_words(language)
    return page(
        request,
        "signed.html",
        words=words,
        language=words.language,
        marketplace=house.settings.marketplace.name,
        signed=signed,
        version=version,
        text=opened.text if opened else version.shown,
        text_language=language_of(version.shown),
        opened=opened,
        opens=opens,
        newer=newest is not None and newest.id != version.id,
        when=point(signed.at, zone, lobby_words(language)),
        checked=checked,
        candidate=party.id == interview.candidate.id,
        path=f"{SIGNED_PATH}/{signed.id}/{party.id}",
    )


async def _copy(
    request: web.Request, house: House
) -> tuple[store.Signature, store.Version, Interview, Party]:
    """Return whose copy of which signature this browser may see. Raises NotFound."""
    signature_id, party_id = request.match_info["signature"], request.match_info["party"]
    given = request.cookies.get(f"copy_{signature_id}_{party_id}", "")
    if not same(given, _mac(house, "cookie", f"{signature_id}.{party_id}")):
        raise NotFound("There is nothing here.", reason="no cookie of ours")
    async with house.database.connection() as conn:
        signed, version = await store.signature(conn, signature_id)
        interview = await interviews.load(conn, version.interview_id)
    party = next((each for each in interview.parties if each.id == party_id), None)
    if party is None:
        raise NotFound("There is nothing here.", reason="no such party")
    return signed, version, interview, party


async def _reader(request: web.Request, house: House, party: Party) -> tuple[str | None, str]:
    async with house.database.connection() as conn:
        zone, _ = await zone_and_language(conn, party.person_id)
        return zone, await read_by(request, conn, party.person_id)


def _passage(
    interview: Interview,
    party: Party,
    signed: store.Signature,
    version: store.Version,
    opened: Opened | None = None,
) -> Passage:
    own = (signed.id, party.id, version.id, version.shown_hash, version.full_hash)
    salt = (opened.salt,) if opened and opened.salt else ()
    return Passage(interview_id=interview.id, readers=(party.person_id,), minted=(*own, *salt))


def _mac(house: House, use: str, name: str) -> str:
    # The key signs other things too; the prefix keeps them apart.
    key = house.settings.secrets.link_key
    digest = hmac.new(key, f"signed:{use}:{name}".encode(), hashlib.sha256).digest()
    return b32encode(digest)[:32].decode().lower()


ROUTES = (
    web.get(SIGNED_PATH, arrive),
    web.post(SIGNED_PATH, exchange),
    web.get(SIGNED_PATH + "/{signature}/{party}", show),
    web.get(SIGNED_PATH + "/{signature}/{party}/text", download),
    web.post(SIGNED_PATH + "/{signature}/{party}/whole", whole),
    web.post(SIGNED_PATH + "/{signature}/{party}/check", check),
)
