"""The guard is a library of its own: whoever imports it does not pay for a web server."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from typing import Final

PAIRS: Final = 3
BARE: Final = "pass"
GUARD: Final = "import anteroom.guard"
# Everything is loaded late, so the price is paid at the first text of each kind at the latest.
READING: Final = """
from anteroom.guard import Context, Guard
text = "Mail ines@varga.dev or call +44 7700 900319. Or call five five five oh one four seven two two. "
text += "Else https://zoom.us/j/1234. Can we talk on WhatsApp?"
assert len(Guard().inspect(text, Context(countries=("US", "DE", "GB"))).findings) >= 4
"""
CONTROL: Final = "import aiohttp.web"
MEGABYTE: Final = 1024  # in the kibibytes of /proc


def cost(code: str) -> tuple[float, int]:
    """CPU seconds of running `code` in a fresh process, and the most memory that it held, in KiB."""
    # VmHWM and not ru_maxrss: the latter remembers the process that forked this one.
    program = (
        "import json, time\nbegan = time.process_time()\n"
        f"{code}\n"
        "spent = time.process_time() - began\n"
        "status = dict(line.split(':', 1) for line in open('/proc/self/status'))\n"
        "print(json.dumps([spent, int(status['VmHWM'].split()[0])]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    spent, memory = json.loads(ran.stdout)
    return spent, memory


def test_it_holds_less_than_eighty_megabytes() -> None:
    """Both after the import alone and after texts that load everything."""
    bare, imported, read = (cost(code)[1] for code in (BARE, GUARD, READING))
    assert imported - bare < 80 * MEGABYTE
    assert read - bare < 80 * MEGABYTE


def test_importing_costs_no_more_than_half_of_the_web_framework() -> None:
    """The control is what every process of the product imports anyway."""
    ratios = [cost(GUARD)[0] / cost(CONTROL)[0] for _ in range(PAIRS)]
    assert statistics.median(ratios) <= 0.5


def test_the_first_verdict_costs_no_more_than_four_times_the_web_framework() -> None:
    """Import, the data of nineteen languages and the engines together: what a process pays once."""
    ratios = [cost(READING)[0] / cost(CONTROL)[0] for _ in range(PAIRS)]
    assert statistics.median(ratios) <= 4
