"""What the doctor says of the place where the console's people sign in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from anteroom.clock import SystemClock
from anteroom.doctor.console import console_findings
from anteroom.doctor.finding import Finding, Level
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.staff.opening import open_staff
from deployment import settings


async def test_it_says_whether_anybody_can_sign_in() -> None:
    plain = settings()
    (without,) = await console_findings(plain)
    assert without.level is Level.LEFT_OUT
    async with open_staff(plain, SystemClock(), SystemRandomness()) as (staff, with_console):
        console = with_console.console
        assert console is not None

        async def found(**changed: Any) -> Finding:
            asked = replace(with_console, console=replace(console, **changed))
            (finding,) = await console_findings(asked)
            return finding

        assert (await found()).level is Level.FINE
        some = await found(roles={"hl-support": "support"})
        assert (some.level, some.found) == (Level.WARNING, "nobody can be operator or trust")
        other = await found(algorithm="ES256")
        assert (other.level, "publishes no key for ES256" in other.found) == (Level.FAULT, True)
        away = await found(issuer=f"{staff.url}/elsewhere")
        assert (away.level, away.why) == (Level.FAULT, "nobody can sign in")
