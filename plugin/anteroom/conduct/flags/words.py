"""What a flag says, in the language of whoever looks at it: what was counted, and against whom."""

from __future__ import annotations

from anteroom.conduct.flags.model import Flag
from anteroom.languages import sentences, spoken


def reason(flag: Flag, language: str) -> str:
    """Return why a flag was raised, in words; English where we do not speak the language."""
    say = sentences("anteroom.conduct.flags", spoken(language))
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
