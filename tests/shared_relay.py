"""The relay of a run's worlds: one for each process of tests, as a deployment's instances may share one.

To start a process for each world cost a third of what all else in a small one does. Tests of the relay
itself, and of services in processes of their own, start theirs.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from dataclasses import replace

from anteroom.settings.deployment import Listen, Settings

SECRET = "what signs the credentials of every world of this run"
CONTROL_SECRET = "what proves to the relay of this run who commands it"
HOST = "127.0.0.1"

_started: subprocess.Popen[str] | None = None
_ports = (0, 0)


def with_shared_relay(settings: Settings) -> Settings:
    """Return the settings of a deployment whose relay runs apart: it runs from now on."""
    port, control_port = _listening()
    return replace(
        settings,
        rooms=replace(
            settings.rooms, relay=Listen(HOST, port), public_host=HOST, control=Listen(HOST, control_port)
        ),
        secrets=replace(settings.secrets, relay_secret=SECRET, relay_control_secret=CONTROL_SECRET),
    )


def stop_relay() -> None:
    """Let it go, as the end of this process does by itself."""
    global _started
    if _started is not None:
        _started.communicate()
        _started = None


def _listening() -> tuple[int, int]:
    """Its port and the one at which it is commanded; started where it does not run."""
    global _started, _ports
    if _started is None or _started.poll() is not None:
        _started = subprocess.Popen(
            [sys.executable, "-m", "anteroom.rooms.relay", "--until-stdin-closes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ
            | {
                "ANTEROOM_RELAY_SECRET": SECRET,
                "ANTEROOM_RELAY_CONTROL_SECRET": CONTROL_SECRET,
                "ANTEROOM_RELAY_LISTEN": f"{HOST}:0",
                "ANTEROOM_RELAY_CONTROL": f"{HOST}:0",
            },
        )
        assert _started.stdout is not None
        said = json.loads(_started.stdout.readline())
        _ports = said["port"], said["control_port"]
        atexit.register(stop_relay)
    return _ports
