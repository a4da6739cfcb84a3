"""`python -m bench`: one table of everything that is measured."""

from __future__ import annotations

import sys

from bench import invitations


def main() -> int:
    """Measure and print."""
    say = sys.stdout.write
    say(f"{'what':34}{'ours, per CPU s':>18}  {'peer':28}{'per CPU s':>12}{'ratio':>9}\n")
    for result in invitations.results():
        say(
            f"{result.name:34}{result.ours:>18,.0f}  {result.peer_name:28}{result.peer:>12,.0f}"
            f"{result.ratio:>8.1f}×\n"
        )
    say("Medians of paired runs on one core; ratios are medians of the pairs' own.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
