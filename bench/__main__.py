"""`python -m bench`: one table of everything that is measured; exits 1 where a promised ratio is missed.

`python -m bench relay` measures the call's relay alone.
"""

from __future__ import annotations

import sys

from bench import answers, guard, invitations, relay, slack


def main() -> int:
    """Measure and print."""
    say = sys.stdout.write
    if sys.argv[1:] == ["relay"]:
        return 0 if relay.report(say) else 1
    say(f"{'what':26}{'ours, per CPU s':>16}  {'peer':42}{'per CPU s':>10}{'ratio':>9}  promised\n")
    results = [*invitations.results(), *answers.results(), *guard.results()]
    for each in results:
        promised = f"≥ {each.at_least:.0f}×" if each.at_least else "–"
        say(
            f"{each.name:26}{each.ours:>16,.0f}  {each.peer_name:42}{each.peer:>10,.0f}"
            f"{each.ratio:>8.1f}×  {promised}{'' if each.kept else ' MISSED'}\n"
        )
    say("Medians of paired runs on one core; ratios are medians of the pairs' own.\n\n")
    say(f"{'where the time of an answer goes':46}{'µs':>8}{'share':>8}\n")
    stages = answers.stages()
    whole = sum(stage.seconds for stage in stages)
    for stage in stages:
        say(f"{stage.name:46}{stage.seconds * 1e6:>8.0f}{stage.seconds / whole:>8.0%}\n")
    say("\n")
    kept = relay.report(say)
    kept = slack.report(say) and kept
    guard.report(say)
    return 0 if kept and all(each.kept for each in results) else 1


if __name__ == "__main__":
    sys.exit(main())
