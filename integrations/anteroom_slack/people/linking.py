"""Linking a Slack user to a member: a short-lived state, and the command kept for afterwards.

The state travels in an address, so it holds ids only; the command and its response URL lie sealed in our own
row, which the linking uses up.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import timedelta

import jwt
import msgspec

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection, Row
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.passes.tokens import NotInTime, Use, WrongToken, read_token
from anteroom_slack.cards.blocks import link_button
from anteroom_slack.people.accounts import Speaker
from anteroom_slack.typed.call import Outcome

SOURCE = "slack-link"
TYP = "slack-link+jwt"
LIFE = timedelta(minutes=25)
"""Shorter than the thirty minutes in which Slack's response URL works."""
AGAIN = "Please type the command in Slack again."
SURE = Use(
    "slack-link-sure+jwt", "anteroom", "slack-link-sure", timedelta(minutes=5), ("jti", "team", "user")
)
"""A member's own word, given on our page, that the Slack user of a state may act as that member."""


class Kept(msgspec.Struct, frozen=True):
    """The command that waits for the linking, and what people call the workspace it was typed in."""

    text: str
    response_url: str
    domain: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """What a state says: who asked, and which row keeps the command."""

    speaker: Speaker
    id: str


async def connect(house: House, speaker: Speaker, text: str, response_url: str, domain: str = "") -> Outcome:
    """Keep the command and return the button that leads to the marketplace."""
    state_id = house.randomness.token(26)
    sealed = house.vault.seal(msgspec.json.encode(Kept(text, response_url, domain)), f"{SOURCE}:{state_id}")
    async with house.database.connection() as conn:
        await conn.execute(
            "insert into seen (source, key, at, answer) values ($1, $2, $3, $4)",
            SOURCE,
            state_id,
            house.clock.now(),
            {"sealed": b64encode(sealed).decode()},
        )
    state = _signed(house, speaker, state_id)
    words = (
        f"Connect your {house.settings.marketplace.name} account first. "
        "It takes a moment; then I carry on with what you typed."
    )
    button = link_button(
        "connect", "Connect", f"{house.settings.public_url}/slack/link?state={state}", "primary"
    )
    section = {"type": "section", "text": {"type": "mrkdwn", "text": words}}
    return Outcome(words, (section, {"type": "actions", "elements": [button]}), Passage(minted=(state,)))


def read_state(house: House, token: str) -> State:
    """Return what a state says. Raises NotAllowed for one that is not ours, too old, or for another use."""
    try:
        if jwt.get_unverified_header(token).get("typ") != TYP:
            raise NotAllowed(f"This link is not complete. {AGAIN}", reason="wrong typ")
        claims = jwt.decode(
            token,
            house.settings.secrets.link_key,
            algorithms=["HS256"],
            audience=SOURCE,
            issuer="anteroom",
            # Time is judged by our clock below, since PyJWT knows the machine's only.
            options={
                "require": ["iss", "aud", "exp", "iat", "jti", "team", "user"],
                "verify_exp": False,
                "verify_iat": False,
            },
        )
    except (jwt.PyJWTError, UnicodeError) as error:
        raise NotAllowed(f"This link is not complete. {AGAIN}", reason=type(error).__name__) from error
    if house.clock.now().timestamp() >= claims["exp"]:
        raise NotAllowed(f"This link has expired. {AGAIN}", reason="expired")
    speaker = Speaker(str(claims["team"]), str(claims["user"]), str(claims.get("org") or ""))
    return State(speaker, str(claims["jti"]))


async def waiting(conn: Connection, house: House, state: State) -> Kept:
    """Return what waits for a state, before anybody is asked about it. Raises NotAllowed for a used one."""
    row = await conn.fetchrow("select answer from seen where source = $1 and key = $2", SOURCE, state.id)
    return _kept(house, state, row)


def sure(house: House, state: State, person_id: str) -> str:
    """Return the token behind the button of our page: this state, this Slack user, this person, now."""
    now = house.clock.now()
    claims = {
        "iss": SURE.issuer,
        "aud": SURE.audience,
        "sub": person_id,
        "team": state.speaker.team_id,
        "org": state.speaker.enterprise_id,
        "user": state.speaker.user_id,
        "jti": state.id,
        "iat": int(now.timestamp()),
        "exp": int((now + SURE.longest).timestamp()),
    }
    return jwt.encode(claims, house.settings.secrets.link_key, algorithm="HS256", headers={"typ": SURE.typ})


def read_sure(house: House, token: str) -> tuple[State, str]:
    """Return (state, person) that a member was asked about. Raises NotAllowed. `take` uses it up."""
    try:
        claims = read_token(token, house.settings.secrets.link_key, SURE, house.clock.now())
    except NotInTime as error:
        raise NotAllowed(f"This page has expired. {AGAIN}", reason=str(error)) from error
    except WrongToken as error:
        raise NotAllowed(f"This page is not complete. {AGAIN}", reason=str(error)) from error
    speaker = Speaker(str(claims["team"]), str(claims["user"]), str(claims.get("org") or ""))
    return State(speaker, str(claims["jti"])), str(claims["sub"])


async def take(conn: Connection, house: House, state: State) -> Kept:
    """Use a state up and return the command that was kept. Raises NotAllowed the second time."""
    row = await conn.fetchrow(
        "delete from seen where source = $1 and key = $2 returning answer", SOURCE, state.id
    )
    return _kept(house, state, row)


def _kept(house: House, state: State, row: Row | None) -> Kept:
    if row is None:
        raise NotAllowed(f"This link was used already. {AGAIN}", reason="used")
    sealed = b64decode(row["answer"]["sealed"])
    return msgspec.json.decode(house.vault.unseal(sealed, f"{SOURCE}:{state.id}"), type=Kept)


def _signed(house: House, speaker: Speaker, state_id: str) -> str:
    now = house.clock.now()
    claims = {
        "iss": "anteroom",
        "aud": SOURCE,
        "team": speaker.team_id,
        "org": speaker.enterprise_id,
        "user": speaker.user_id,
        "jti": state_id,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFE).timestamp()),
    }
    return jwt.encode(claims, house.settings.secrets.link_key, algorithm="HS256", headers={"typ": TYP})
