"""Previews of a thread card's address, where somebody pasted it: time and state, and nothing of anybody.

oEmbed 1.0 (oembed.com) of the type `link`, and the OpenGraph tags (ogp.me) of the page at the address itself.
Programs that make previews fetch without being asked to: looking consumes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import msgspec
from aiohttp import web

from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.embeds.words import words_of_browser
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.model import Interview
from anteroom.pages.plain import page
from anteroom.passes.times import written
from anteroom.passes.words import LobbyWords

KEPT = 300
"""Seconds for which a preview may be kept: no longer, since times move."""
LONGEST = 400


class OEmbed(msgspec.Struct, frozen=True):
    """The answer that oEmbed 1.0 asks for of a link."""

    title: str
    provider_name: str
    provider_url: str
    type: str = "link"
    version: str = "1.0"
    cache_age: int = KEPT


@dataclass(frozen=True, slots=True)
class Preview:
    """What a preview says. `discovery` is where programs find it as JSON."""

    interview_id: str
    title: str
    description: str
    site: str
    url: str
    discovery: str

    @property
    def minted(self) -> tuple[str, ...]:
        """Strings of our own in it."""
        return (self.url, self.discovery, quote(self.url, safe=""))


async def preview_of(house: House, neutral: str, say: LobbyWords) -> Preview | None:
    """Return the preview of an interview's address; None where there is no such interview.

    The time is in UTC, and says so: nobody knows where it will be read.
    """
    async with house.database.connection() as conn:
        interview_id = await store.interview_of_neutral(conn, neutral)
        if interview_id is None:
            return None
        interview = await store.load(conn, interview_id)
    when = written(interview.starts_at, interview.ends_at, None, say)
    marketplace, home = house.settings.marketplace.name, house.settings.public_url
    url = f"{home}/t/{interview.neutral}"
    return Preview(
        interview.id,
        say("preview.finding") if interview.undecided else say("preview.title", when=f"{when.span} UTC"),
        say("preview.state", state=_state(interview, say), marketplace=marketplace),
        say("preview.name", marketplace=marketplace),
        url,
        f"{home}/oembed?format=json&url={quote(url, safe='')}",
    )


def _state(interview: Interview, say: LobbyWords) -> str:
    return say("preview.waits" if interview.undecided else f"state.{interview.state.value}")


async def neutral(request: web.Request) -> web.Response:
    """Tell somebody who opens a thread card's address directly where to open it instead.

    People read the same of every address, there or not; programs read the tags of a preview in its head.
    """
    house = request.app[HOUSE]
    say = words_of_browser(request.headers.get("Accept-Language", ""))
    preview = await preview_of(house, request.match_info["neutral"], say)
    if preview is not None:
        request[PASSAGE] = Passage(interview_id=preview.interview_id, minted=preview.minted)
    sentences = (say("thread.what", marketplace=house.settings.marketplace.name),)
    answer = page(
        request,
        "neutral.html",
        say=say,
        language=say.language,
        title=say("thread.title"),
        sentences=sentences,
        reference="",
        preview=preview,
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


async def oembed(request: web.Request) -> web.Response:
    """Answer what a program asks that found an address of ours: 404 for any other, 501 for XML."""
    house = request.app[HOUSE]
    if request.query.get("format", "json") != "json":
        raise web.HTTPNotImplemented(text="Only JSON is spoken here.")
    neutral = _neutral(house, request.query.get("url", ""))
    say = words_of_browser(request.headers.get("Accept-Language", ""))
    found = await preview_of(house, neutral, say) if neutral else None
    if found is None:
        raise web.HTTPNotFound(text="There is no such address here.")
    request[PASSAGE] = Passage(interview_id=found.interview_id, minted=found.minted)
    answer = OEmbed(
        f"{found.title} · {found.description.partition('.')[0]}", found.site, house.settings.public_url
    )
    headers = {
        "Cache-Control": f"public, max-age={KEPT}",
        "Vary": "Accept-Language",
        "X-Robots-Tag": "noindex",
    }
    return web.Response(body=msgspec.json.encode(answer), content_type="application/json", headers=headers)


def _neutral(house: House, url: str) -> str:
    """Return the address's own part of a whole one of ours; "" for any other."""
    if len(url) > LONGEST:
        return ""
    try:
        given, home = urlsplit(url), urlsplit(house.settings.public_url)
    except ValueError:
        return ""
    prefix = f"{home.path}/t/"
    if (given.scheme, given.netloc) != (home.scheme, home.netloc) or not given.path.startswith(prefix):
        return ""
    rest = given.path.removeprefix(prefix)
    return rest if rest and "/" not in rest and rest.isascii() else ""


ROUTES = (
    web.get("/t/{neutral}", neutral),
    web.get("/oembed", oembed),
)
