"""`python -m bench`: one table of everything that is measured; exits 1 where a promised ratio is missed.

`python -m bench relay` measures the call's relay alone, `python -m bench console` the console's pages at a
million interviews, which takes minutes to lay; `python -m bench times` the finder of common times;
`python -m bench times --draw` also draws its growth into the documents. `python -m bench nudges` what
the timekeeper's step costs while a million things wait, with `--draw` too. `python -m bench programme` plays
the programme of nudges, help and lessons on people who are drawn: a simulation, measuring nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from bench import answers, console, guard, invitations, nudges, programme, published, relay, slack, times
from bench.pairs import Result


def main() -> int:
    """Measure and print."""
    say = sys.stdout.write
    if sys.argv[1:] == ["relay"]:
        return 0 if relay.report(say) else 1
    if sys.argv[1:] == ["programme"]:
        programme.report(say)
        return 0
    if sys.argv[1:] == ["console"]:
        return 0 if console.report(say) else 1
    if sys.argv[1:2] == ["nudges"]:
        return 0 if nudges.report(say, draw="--draw" in sys.argv) else 1
    if sys.argv[1:2] == ["times"]:
        if "--draw" in sys.argv:
            times.draw()
        return 0 if _table(say, [*times.results(), *published.results()]) else 1
    kept = _table(
        say,
        [
            *invitations.results(),
            *answers.results(),
            *guard.results(),
            *times.results(),
            *published.results(),
        ],
    )
    say("\n")
    say(f"{'where the time of an answer goes':46}{'µs':>8}{'share':>8}\n")
    stages = answers.stages()
    whole = sum(stage.seconds for stage in stages)
    for stage in stages:
        say(f"{stage.name:46}{stage.seconds * 1e6:>8.0f}{stage.seconds / whole:>8.0%}\n")
    say("\n")
    kept = relay.report(say) and kept
    kept = slack.report(say) and kept
    guard.report(say)
    return 0 if kept else 1


def _table(say: Callable[[str], object], results: Sequence[Result]) -> bool:
    """Print what was measured in pairs; return whether every promise is kept."""
    say(f"{'what':26}{'ours, per CPU s':>16}  {'peer':42}{'per CPU s':>10}{'ratio':>9}  promised\n")
    for each in results:
        promised = f"≥ {each.at_least:.0f}×" if each.at_least else "–"
        say(
            f"{each.name:26}{each.ours:>16,.0f}  {each.peer_name:42}{each.peer:>10,.0f}"
            f"{each.ratio:>8.1f}×  {promised}{'' if each.kept else ' MISSED'}\n"
        )
    say("Medians of paired runs on one core; ratios are medians of the pairs' own.\n")
    return all(each.kept for each in results)


if __name__ == "__main__":
    sys.exit(main())
