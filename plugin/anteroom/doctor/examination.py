"""All that the doctor looks at."""

from __future__ import annotations

import asyncio

from anteroom.doctor.call_relay import call_relay_findings
from anteroom.doctor.console import console_findings
from anteroom.doctor.database import database_findings
from anteroom.doctor.deployment import deployment_findings
from anteroom.doctor.finding import Finding
from anteroom.doctor.mail_servers import mail_findings
from anteroom.doctor.names import Resolver
from anteroom.doctor.relay_domain import relay_findings
from anteroom.integration_commands import outside_findings
from anteroom.settings.deployment import Settings


async def examine(settings: Settings, resolver: str | None) -> list[Finding]:
    """Check everything, names at this resolver instead of this machine's. Nothing is sent or changed."""
    names = Resolver(resolver)
    database, relay, mail, call = await asyncio.gather(
        database_findings(settings),
        relay_findings(settings, names),
        mail_findings(settings),
        call_relay_findings(settings),
    )
    outside = await outside_findings(settings)
    console = await console_findings(settings)
    return [*deployment_findings(settings), *database, *relay, *mail, *call, *outside, *console]
