"""What a flag says, in the language of whoever looks at it: what was counted, and against whom."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from anteroom.conduct.flags.model import Flag

LANGUAGES = ("en", "es")


def reason(flag: Flag, language: str) -> str:
    """Return why a flag was raised, in words; English where we do not speak the language."""
    short = language.partition("-")[0].casefold()
    say = _catalogue(short if short in LANGUAGES else "en")
    counted = say[flag.kind.value].format(hits=flag.hits, trials=flag.trials)
    if flag.score is None or flag.peers is None or flag.base is None:
        return counted
    peers = say[f"peers.{flag.peers.side}"]
    if flag.peers.plan:
        peers = say["peers.plan"].format(peers=peers, plan=flag.peers.plan)
    usual = say["usual"].format(peers=peers, people=flag.people, share=_percent(flag.base))
    return f"{counted} {usual} {say['chance'].format(odds=_odds(flag.score, say['thousands']))}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}" if share < 0.1 else f"{100 * share:.0f}"


def _odds(score: int, thousands: str) -> str:
    """Return one of how many, to one digit: a score tells no more."""
    odds = 10 ** (score / 10)
    unit = 10 ** (len(str(int(odds))) - 1)
    return f"{int(odds / unit) * unit:,}".replace(",", thousands)


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    text = files("anteroom.conduct.flags").joinpath("catalogues", f"{language}.json").read_text("utf-8")
    return msgspec.json.decode(text, type=dict[str, str])
