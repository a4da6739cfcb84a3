"""Whether the place where the console's people sign in is there, and describes itself as we need it."""

from __future__ import annotations

from anteroom.clock import SystemClock
from anteroom.console.provider import Provider
from anteroom.doctor.finding import Finding, fault, fine, left_out, warning
from anteroom.errors import Unavailable
from anteroom.settings.deployment import Settings

CHECK = "console"


async def console_findings(settings: Settings) -> list[Finding]:
    """Read the provider's metadata and keys; nobody signs in."""
    console = settings.console
    if console is None:
        return [left_out(CHECK, "console is not set: nobody has pages to look after people with")]
    missing = sorted({"support", "trust", "operator"} - set(console.roles.values()))
    provider = Provider(settings, console, SystemClock().now)
    await provider.open()
    try:
        keys = await provider.keys_known()
    except Unavailable as away:
        found = f"{console.issuer} cannot be used ({away.reason})"
        return [fault(CHECK, found, "nobody can sign in", "look at console.issuer, and at the provider")]
    finally:
        await provider.close()
    if not keys:
        found = f"{console.issuer} publishes no key for {console.algorithm}"
        return [fault(CHECK, found, "no sign-in is believed", "set console.algorithm to what it signs with")]
    if missing:
        found = f"nobody can be {' or '.join(missing)}"
        return [warning(CHECK, found, "some pages open to nobody", "name it below console.roles")]
    return [fine(CHECK, f"{console.issuer} describes itself, with {keys} keys for {console.algorithm}")]
