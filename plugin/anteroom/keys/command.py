"""`anteroom keys`: the operator makes, lists, rotates and revokes keys, those of the trust people too."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

from anteroom.api.scopes import DAILY, TRUST, Scope
from anteroom.app import build_house
from anteroom.database.opening import open_database
from anteroom.errors import AnteroomError
from anteroom.house import House
from anteroom.keys import actions, store
from anteroom.keys.model import NAME, Key
from anteroom.settings.deployment import load_settings

MOST = 1000
Act = Callable[[House, argparse.Namespace], Awaitable[None]]


def keys_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said behind `anteroom keys`."""
    words = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    make = words.add_parser("make", help="make a key; it is printed once")
    make.add_argument("name", type=_name, help="for whom or what")
    make.add_argument(
        "--scope",
        action="append",
        required=True,
        choices=[*(each.value for each in Scope if each is not Scope.ANYBODY), "daily", "trust"],
        help="what it may do; several times for several",
    )
    make.add_argument("--days", type=_whole, help="until when it works; without it until it is revoked")
    words.add_parser("list", help="list the keys, newest first")
    rotate = words.add_parser("rotate", help="put a new key in a key's place; it is printed once")
    rotate.add_argument("id", help="ak_…, with which the key begins")
    rotate.add_argument("--overlap", type=_whole, default=24, help="hours for which both work (24)")
    revoke = words.add_parser("revoke", help="let a key open nothing from now on")
    revoke.add_argument("id", help="ak_…, with which the key begins")


def keys(chosen: argparse.Namespace) -> int:
    """Do it; return the exit status: 0, or 1 for what was refused."""
    acts: dict[str, Act] = {"make": _make, "list": _list, "rotate": _rotate, "revoke": _revoke}

    async def act() -> int:
        settings = load_settings(chosen.config, os.environ)
        async with open_database(settings) as database:
            try:
                await acts[chosen.what](build_house(settings, database), chosen)
            except AnteroomError as error:
                _say(error.sentence)
                return 1
        return 0

    return asyncio.run(act())


async def _make(house: House, chosen: argparse.Namespace) -> None:
    several = {"daily": DAILY, "trust": TRUST}
    scopes = {scope for each in chosen.scope for scope in several.get(each) or {Scope(each)}}
    expires_at = house.clock.now() + timedelta(days=chosen.days) if chosen.days else None
    key, secret = await actions.make(house, actions.OPERATOR, chosen.name, scopes, expires_at)
    _shown_once(key, secret)


async def _list(house: House, _: argparse.Namespace) -> None:
    now = house.clock.now()
    async with house.database.connection() as conn:
        found = await store.newest_first(conn, None, MOST)
    for key in found:
        used = f"{key.last_used_at:%Y-%m-%d %H:00} UTC" if key.last_used_at else "never"
        scopes = " ".join(sorted(key.scopes))
        _say(f"{key.id}  {key.standing(now)}  last used {used}  “{key.name}”  {scopes}")
    _say(f"{len(found)} keys, and those of the environment.")


async def _rotate(house: House, chosen: argparse.Namespace) -> None:
    overlap = timedelta(hours=chosen.overlap)
    key, secret = await actions.rotate(house, actions.OPERATOR, chosen.id, overlap)
    _say(f"{chosen.id} works for {chosen.overlap} more hours at most.")
    _shown_once(key, secret)


async def _revoke(house: House, chosen: argparse.Namespace) -> None:
    key = await actions.revoke(house, actions.OPERATOR, chosen.id)
    _say(f"{key.id} opens nothing any more.")


def _shown_once(key: Key, secret: str) -> None:
    _say(f"{key.id} may: {' '.join(sorted(key.scopes))}", "Here it is, this once:", secret)


def _name(written: str) -> str:
    if not re.match(NAME, written):
        raise argparse.ArgumentTypeError("a name has letters, digits, blanks, dots, lines; at most 64")
    return written


def _whole(written: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", written):
        raise argparse.ArgumentTypeError(f"{written} is no whole number")
    return int(written)


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201  # a command line speaks on standard output
