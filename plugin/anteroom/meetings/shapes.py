"""What links of each tool look like: from path and parameters to the link written anew, or why it is unfit.

Where the shapes come from: Zoom's support article KB0065196 (eleven digits for a scheduled meeting, ten for a
personal one, nine before April 2020); Microsoft's `joinWebUrl` and its shorter form of 2025; Google's meeting
codes; Cisco's `webLink` and its pages about personal rooms.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, unquote, urlencode

from anteroom.door.runs import decoded_runs

Query = Mapping[str, str]

SHORTEST_ROOM: Final = 10
"""A room of Jitsi is open to whoever guesses its name; shorter ones are words."""
TEAMS_HOSTS: Final = (
    "teams.microsoft.com",
    "teams.live.com",
    "teams.cloud.microsoft",
    "gov.teams.microsoft.us",
    "dod.teams.microsoft.us",
)

_ZOOM_JOIN = re.compile(r"/(?:j|wc/join)/([0-9]+)/?|/wc/([0-9]+)/join/?")
_ZOOM_CODE = re.compile(r"[0-9]{1,10}|(?=.*[A-Za-z])[A-Za-z0-9]{1,64}(?:\.[0-9]{1,2})?")
_TEAMS_SHORT = re.compile(r"/meet/([0-9]{9,16})/?")
_TEAMS_LONG = re.compile(r"/l/meetup-join/19:meeting_([A-Za-z0-9+/]{48})@thread\.v2/0/?")
_TEAMS_CODE = re.compile(r"[A-Za-z0-9]{4,64}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MEET = re.compile(r"/([a-z]{3}-[a-z]{4}-[a-z]{3})/?")
_SITE = r"[A-Za-z0-9._-]{1,64}"
_WEBEX = re.compile(
    rf"/(?:webappng/sites/{_SITE}/meeting/(?:info|download)|wbxmjs/joinservice/sites/{_SITE}/meeting/download)"
    r"/[0-9a-f]{32}"
)
_WEBEX_OLD = re.compile(rf"/{_SITE}/j\.php")
_WEBEX_NUMBER = re.compile(r"m[0-9a-f]{32}")
_JITSI = re.compile(rf"(?:/[A-Za-z0-9_-]{{1,64}})?/(?=[^/]*[A-Za-z])([A-Za-z0-9_-]{{{SHORTEST_ROOM},120}})")
_OTHER = re.compile(r"(?:/[A-Za-z0-9._~@:+=,-]{1,200}){1,10}/?")
_ELSEWHERE = re.compile(r"(?i)\A\s*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})|://")
_ADDRESS = re.compile(r"(?i)/(?:https?|ftp|data|javascript):")

REGISTERS = (
    "That link asks everybody to register with an e-mail address. Turn registration off, and paste the link "
    "of the meeting."
)
OWN_TOKEN = "That link was made for one person alone. Paste the link that everybody uses to join."


class Unfit(Exception):
    """A link that is no meeting of its own; `str` is the sentence for whoever pasted it."""


def zoom(host: str, path: str, query: Query) -> str:
    """A scheduled meeting. The company's vanity host is left out: any meeting opens at Zoom's own."""
    if re.match(r"/(?:my|p)/", path):
        raise Unfit(_personal("Zoom room", "Zoom"))
    if path.startswith("/s/") or "zak" in query:
        raise Unfit("That link starts the meeting as its host. Paste the link with which others join.")
    if re.match(r"/(?:meeting|webinar)/(?:register|tZ)|/w/", path):
        raise Unfit(REGISTERS)
    found = _ZOOM_JOIN.fullmatch(path)
    if found is None:
        raise Unfit(
            "That address of Zoom’s is no meeting. A meeting’s link looks like zoom.us/j/ and a number."
        )
    number = found[1] or found[2]
    if len(number) == 10:
        raise Unfit(
            "That number has ten digits, as Zoom’s personal meeting numbers do: it stays the same for ever, "
            "so it is a way to reach its owner. Schedule a meeting with a number of its own, and paste that "
            "link."
        )
    if len(number) != 11:
        raise Unfit(
            "Zoom gives a meeting of its own eleven digits. This one is older than that, or not whole: "
            "schedule a new meeting, and paste its link."
        )
    if "tk" in query:
        raise Unfit(OWN_TOKEN)
    own = "zoomgov.com" if host.endswith("zoomgov.com") else "zoom.us"
    return f"https://{own}/j/{number}" + _kept(query, "pwd", _ZOOM_CODE)


def teams(host: str, path: str, query: Query) -> str:
    """A meeting in its short or its long form; never a channel, a chat or a call to somebody."""
    if short := _TEAMS_SHORT.fullmatch(path):
        return f"https://{host}/meet/{short[1]}" + _kept(query, "p", _TEAMS_CODE)
    plain = unquote(path)
    if "@thread.tacv2" in plain or "@thread.skype" in plain:
        raise Unfit(
            "That is a meeting in a channel of your team: it shows the channel, and stays open. Schedule a "
            "meeting of its own in Teams, and paste that link."
        )
    if re.match(r"/l/(?:chat|call|user)/", plain) or "@unq.gbl.spaces" in plain:
        raise Unfit(_personal("chat or telephone in Teams", "Teams"))
    if plain.startswith("/dl/launcher"):
        raise Unfit(
            "That is the page that starts Teams, not the meeting. Copy the link from the invitation itself."
        )
    long = _TEAMS_LONG.fullmatch(plain)
    if long is None:
        raise Unfit("That address of Teams’ is no meeting. Copy the link from the meeting’s invitation.")
    # Teams makes the name of chance, a UUID in base64; anything else could be somebody's words.
    if not _UUID.fullmatch(b64decode(long[1]).decode("ascii", "replace")):
        raise Unfit("That link of Teams’ is not whole. Copy it again from the meeting’s invitation.")
    thread, context = quote(f"19:meeting_{long[1]}@thread.v2", safe=""), quote(_context(query), safe="")
    return f"https://{host}/l/meetup-join/{thread}/0?context={context}"


def _context(query: Query) -> str:
    """Return whose meeting it is, as Teams wants to hear it: two ids and nothing else."""
    try:
        told = json.loads(query.get("context", ""))
    except (ValueError, RecursionError):
        told = None
    ids = [told.get(name) for name in ("Tid", "Oid")] if isinstance(told, dict) else []
    if len(ids) != 2 or not all(isinstance(each, str) and _UUID.fullmatch(each) for each in ids):
        raise Unfit("That link of Teams’ is not whole. Copy it again from the meeting’s invitation.")
    if isinstance(told, dict) and told.get("IsBroadcastMeeting"):
        raise Unfit(
            "That is a broadcast, at which nobody can answer. Schedule a meeting, and paste its link."
        )
    return json.dumps({"Tid": ids[0], "Oid": ids[1]}, separators=(",", ":"))


def meet(host: str, path: str, query: Query) -> str:
    """A meeting code of three, four and three letters."""
    if re.match(r"/(?:lookup/|_meet/lookup/)", path):
        raise Unfit(
            "That is a nickname in Google Meet: it opens whatever meeting bears the name at the time. Make a "
            "meeting for later in Meet, and paste its link."
        )
    found = _MEET.fullmatch(path)
    if found is None:
        raise Unfit("That address of Meet’s is no meeting. Its link ends in a code such as abc-defg-hij.")
    return f"https://{host}/{found[1]}"


def webex(host: str, path: str, query: Query) -> str:
    """A scheduled meeting; never a personal room."""
    if re.match(r"/(?:meet|join)/|/[^/]+/(?:meet|join)/", path) and not path.startswith("/webappng/"):
        raise Unfit(_personal("room in Webex", "Webex"))
    if re.search(r"/weblink/|/webinar/|/register/|\be\.php", path):
        raise Unfit(REGISTERS)
    if _WEBEX_OLD.fullmatch(path) and _WEBEX_NUMBER.fullmatch(query.get("MTID", "")):
        return f"https://{host}{path}?{urlencode({'MTID': query['MTID']})}"
    if _WEBEX.fullmatch(path):
        return f"https://{host}{path}"
    raise Unfit("That address of Webex’ is no meeting. Copy the link from the meeting’s invitation.")


def jitsi(host: str, path: str, query: Query) -> str:
    """A room whose name cannot be guessed. What its address may switch on or off behind # is left out."""
    if "jwt" in query:
        raise Unfit(OWN_TOKEN)
    found = _JITSI.fullmatch(path.rstrip("/"))
    if found is None:
        raise Unfit(
            f"A room of Jitsi’s is open to whoever guesses its name. Take a name of at least {SHORTEST_ROOM} "
            "letters and digits that nobody would guess, and paste that link."
        )
    return f"https://{host}{path.rstrip('/')}"


def other(host: str, path: str, query: Query) -> str:
    """A host that the deployment allows by name: taken as it stands, if it leads nowhere else."""
    if not _OTHER.fullmatch(path) or ".." in path:
        raise Unfit("That address is no meeting. Copy the link from the meeting’s invitation.")
    said = [unquote(value) for value in query.values()]
    said += [decoded for value in said for _, decoded in decoded_runs(value)]
    if _ADDRESS.search(path) or any(_ELSEWHERE.search(value) for value in said):
        raise Unfit("That link can lead on to another address. Copy the meeting’s own link.")
    return f"https://{host}{path}" + (f"?{urlencode(query)}" if query else "")


def _kept(query: Query, name: str, shape: re.Pattern[str]) -> str:
    value = query.get(name)
    if value is None:
        return ""
    if not shape.fullmatch(value):
        raise Unfit("The code in that link is not whole. Copy the link again from the meeting’s invitation.")
    return f"?{name}={value}"


def _personal(what: str, tool: str) -> str:
    return (
        f"That is somebody’s personal {what}: it stays the same for ever, so it is a way to reach that "
        f"person. Schedule a meeting of its own in {tool}, and paste that link."
    )
