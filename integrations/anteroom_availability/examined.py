"""What `anteroom doctor` finds of our apps at Google and Microsoft. Nobody's calendar is asked."""

from __future__ import annotations

from anteroom.doctor.finding import Finding, fault, fine, left_out, unknown, warning
from anteroom.settings.deployment import Settings
from anteroom.times.availability.model import Kind
from anteroom_availability.asking import Asking, Untold
from anteroom_availability.tokens import key_known
from anteroom_availability.vendors import Vendor, vendors_of

CHECK = "availability"
MEND = 'see docs/times.md, "Google and Microsoft"'
PERSONAL = frozenset({"common", "consumers"})


async def vendor_findings(settings: Settings) -> list[Finding]:
    """Try each app that is set up, and find what is set up by half."""
    found = _halves(settings)
    vendors = vendors_of(settings)
    if not vendors and not found:
        return [left_out(CHECK, "no calendar of Google or Microsoft can be connected: neither is set up")]
    asking = Asking(allow_private=settings.allow_private_targets)
    await asking.open()
    try:
        return found + [await _tried(asking, vendor) for vendor in vendors]
    finally:
        await asking.close()


def _halves(settings: Settings) -> list[Finding]:
    """A secret without an app says nothing; an app without a secret does not even start."""
    said, secrets = settings.availability, settings.secrets
    found = [
        warning(
            f"{CHECK}-{kind}",
            f"ANTEROOM_{kind.upper()}_CALENDAR_SECRET is given, and availability.{kind}.client_id is not",
            "nobody can connect such a calendar",
            "name the app, or take the secret away",
        )
        for kind, secret, theirs in (
            (Kind.GOOGLE, secrets.google_calendar_secret, said.google),
            (Kind.MICROSOFT, secrets.microsoft_calendar_secret, said.microsoft),
        )
        if secret and theirs is None
    ]
    if said.microsoft is not None and said.microsoft.tenant in PERSONAL:
        found.append(
            warning(
                f"{CHECK}-{Kind.MICROSOFT}",
                f"availability.microsoft.tenant is {said.microsoft.tenant}, which lets personal accounts in",
                "Microsoft tells the times of work and school accounts only, so that theirs stay unknown",
                "say organizations, or one tenant",
            )
        )
    return found


async def _tried(asking: Asking, vendor: Vendor) -> Finding:
    check = f"{CHECK}-{vendor.kind}"
    try:
        known = await key_known(asking, vendor)
    except Untold as error:
        return unknown(
            check,
            f"{vendor.title} does not say whether it knows our app ({error.trouble.value})",
            "people may not be able to connect their calendars",
            "see whether this machine reaches it, and try connecting one",
        )
    if not known:
        why = "nobody can connect such a calendar, and those that are connected become unknown"
        return fault(check, f"{vendor.title} does not take our app's id and secret", why, MEND)
    return fine(check, f"{vendor.title} answers our app; which permissions it has, only a consent shows")
