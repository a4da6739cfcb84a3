"""`anteroom purge --person`: erase somebody, with or without an account at the marketplace."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys

from anteroom.app import build_house
from anteroom.database.connection import Connection
from anteroom.database.opening import open_database
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.people.erasure import erase
from anteroom.settings.deployment import load_settings

WORD = re.compile(r"[a-z0-9_-]{1,64}")


def purge_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said behind `anteroom purge`."""
    parser.add_argument(
        "--person",
        required=True,
        metavar="WHO",
        help="a member's id at the marketplace, per_…, a seat's pty_…, or an e-mail address; - reads a line",
    )
    parser.add_argument(
        "--reason", required=True, type=_word, help="one word for the ledger, as erasure_request"
    )


def purge(chosen: argparse.Namespace) -> int:
    """Erase them; return the exit status: 0, or 1 where there is nobody."""
    who = sys.stdin.readline().strip() if chosen.person == "-" else chosen.person

    async def act() -> int:
        settings = load_settings(chosen.config, os.environ)
        async with open_database(settings) as database:
            house = build_house(settings, database)
            async with database.connection() as conn:
                people = await found(conn, house, who)
            for person_id in people:
                try:
                    ended = await erase(house, person_id, "operator", chosen.reason)
                except NotFound:
                    continue
                _say(f"{person_id} is erased; {ended} interviews that were to come are off.")
        if not people:
            _say("There is nobody like that, or not any more.")
        return 0 if people else 1

    return asyncio.run(act())


async def found(conn: Connection, house: House, who: str) -> list[str]:
    """Return the persons whom an id or an address names; the same address may have made several of one."""
    rows = await conn.fetch(
        """select id from person where erased_at is null and (id = $1
            or id in (select person_id from member where external_id = $1)
            or id in (select person_id from party where party.id = $1)) order by id""",
        who,
    )
    return [row["id"] for row in rows] or await house.vault.owners(conn, "email", who)


def _word(written: str) -> str:
    if not WORD.fullmatch(written):
        raise argparse.ArgumentTypeError("say it in one word of small letters, digits, hyphens, underscores")
    return written


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # a command line speaks on standard output
