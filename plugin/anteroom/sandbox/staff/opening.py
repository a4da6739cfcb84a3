"""Opens the provider beside an Anteroom whose console its people use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from anteroom.clock import Clock
from anteroom.console.settings import Console
from anteroom.randomness import Randomness
from anteroom.sandbox.staff.people import ROLES
from anteroom.sandbox.staff.provider import Client, SandboxStaff
from anteroom.settings.deployment import Settings

CLIENT = "anteroom-of-the-sandbox"


@asynccontextmanager
async def open_staff(
    settings: Settings, clock: Clock, randomness: Randomness
) -> AsyncIterator[tuple[SandboxStaff, Settings]]:
    """Open it, and return it with settings of an Anteroom that is its client; `connect` says where."""
    secret = randomness.token(40)
    async with SandboxStaff(Client(CLIENT, secret, ""), clock.now) as staff:
        console = Console(
            issuer=staff.url,
            client_id=CLIENT,
            scopes="openid profile",
            algorithm="RS256",
            roles_claim="groups",
            roles=ROLES,
            roles_minutes=60,
            idle_minutes=30,
            hours=10,
        )
        secrets = replace(settings.secrets, console_secret=secret)
        yield staff, replace(settings, console=console, secrets=secrets)


def connect(staff: SandboxStaff, anteroom_url: str) -> None:
    """Register where Anteroom wants browsers back."""
    staff.client = replace(staff.client, redirect_uri=f"{anteroom_url}/console/sign-in/back")
