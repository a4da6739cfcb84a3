"""Run a closed relay: `python -m anteroom.rooms.relay`.

The environment says how: ANTEROOM_RELAY_SECRET signs the credentials, ANTEROOM_RELAY_CONTROL_SECRET proves
who commands it (either may instead be a file named by …_FILE), ANTEROOM_RELAY_LISTEN and
ANTEROOM_RELAY_CONTROL are `host:port`; port 0 takes a free one. ANTEROOM_RELAY_TLS_LISTEN, with
ANTEROOM_RELAY_CERTIFICATE and ANTEROOM_RELAY_CERTIFICATE_KEY (PEM files, read anew when they change), lets it
take TLS too. ANTEROOM_RELAY_SEAT_KILOBITS bounds what one seat may send in a second. Once it listens it
prints one JSON line with its ports. With `--until-stdin-closes` it ends when its parent does.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from anteroom.randomness import SystemRandomness
from anteroom.rooms.relay.allocations import Allocations, Limits
from anteroom.rooms.relay.certificate import RenewedCertificate
from anteroom.rooms.relay.control import ControlServer
from anteroom.rooms.relay.server import RelayServer
from anteroom.rooms.relay.streams import STREAMS
from anteroom.rooms.relay.turn import Turn

SHORTEST_SECRET = 16
KILOBITS = 10_000
MOST_KILOBITS = 1_000_000
OTHER_FILES = 64
"""Files of the process that are no streams."""


class RelaySettingsFault(Exception):
    """The environment does not describe a relay; the text names every fault."""


@dataclass(frozen=True)
class RelaySettings:
    """What the environment said."""

    secret: bytes = field(repr=False)
    control_secret: bytes = field(repr=False)
    listen: tuple[str, int] = ("127.0.0.1", 3478)
    control: tuple[str, int] = ("127.0.0.1", 0)
    tls: tuple[str, int] | None = None
    certificate: Path = Path()
    certificate_key: Path = Path()
    seat_kilobits: int = KILOBITS


def read_settings(environ: Mapping[str, str]) -> RelaySettings:
    """Raises RelaySettingsFault with all faults at once."""
    faults: list[str] = []
    secret = _secret(environ, "ANTEROOM_RELAY_SECRET", faults)
    control_secret = _secret(environ, "ANTEROOM_RELAY_CONTROL_SECRET", faults)
    listen = _address(environ, "ANTEROOM_RELAY_LISTEN", "127.0.0.1:3478", faults)
    control = _address(environ, "ANTEROOM_RELAY_CONTROL", "127.0.0.1:0", faults)
    tls = None
    if environ.get("ANTEROOM_RELAY_TLS_LISTEN"):
        tls = _address(environ, "ANTEROOM_RELAY_TLS_LISTEN", "", faults)
    certificate = _file(environ, "ANTEROOM_RELAY_CERTIFICATE", faults, wanted=tls is not None)
    key = _file(environ, "ANTEROOM_RELAY_CERTIFICATE_KEY", faults, wanted=tls is not None)
    kilobits = environ.get("ANTEROOM_RELAY_SEAT_KILOBITS", str(KILOBITS))
    if not kilobits.isascii() or not kilobits.isdigit() or not 100 <= int(kilobits) <= MOST_KILOBITS:
        faults.append(f"ANTEROOM_RELAY_SEAT_KILOBITS must be a number from 100 to {MOST_KILOBITS}")
    if faults:
        raise RelaySettingsFault("; ".join(faults))
    return RelaySettings(secret, control_secret, listen, control, tls, certificate, key, int(kilobits))


async def run(settings: RelaySettings, *, until_stdin_closes: bool) -> None:
    """Serve until a signal, or the parent's end, says stop."""
    randomness = SystemRandomness()
    epoch = randomness.token(13)
    turn = Turn(
        settings.secret, Allocations(randomness, Limits(bytes_per_second=settings.seat_kilobits * 125))
    )
    server = RelayServer(turn, streams=_streams_possible())
    control = ControlServer(
        turn, secret=settings.control_secret, epoch=epoch, randomness=randomness, server=server
    )
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    port = await server.start(*settings.listen)
    tls_port = None
    if settings.tls is not None:
        certificate = RenewedCertificate(settings.certificate, settings.certificate_key)
        tls_port = await server.start_tls(*settings.tls, certificate)
    control_port = await control.start(*settings.control)
    if until_stdin_closes:
        loop.add_reader(sys.stdin.fileno(), _watch_parent, stopped)
    sys.stdout.write(json.dumps({"port": port, "control_port": control_port, "tls_port": tls_port}) + "\n")
    sys.stdout.flush()
    await stopped.wait()
    await control.stop()
    await server.stop()


def main() -> int:
    """Return the process's exit code: 0, or 2 for settings that are no relay's or a port that is taken."""
    try:
        asyncio.run(run(read_settings(os.environ), until_stdin_closes="--until-stdin-closes" in sys.argv[1:]))
    except (RelaySettingsFault, OSError) as fault:
        sys.stderr.write(f"The relay cannot start: {fault}\n")
        return 2
    return 0


def _watch_parent(stopped: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1024):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stopped.set()


def _streams_possible() -> int:
    """As many as we want, or as many as the system lets this process have files."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = STREAMS + OTHER_FILES if most == resource.RLIM_INFINITY else min(STREAMS + OTHER_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return max(1, wanted - OTHER_FILES)


def _file(environ: Mapping[str, str], name: str, faults: list[str], *, wanted: bool) -> Path:
    path = Path(environ.get(name, ""))
    if wanted and not path.is_file():
        faults.append(f"{name} must name a file, as ANTEROOM_RELAY_TLS_LISTEN is given")
    return path


def _secret(environ: Mapping[str, str], name: str, faults: list[str]) -> bytes:
    text = environ.get(name, "")
    kept_in = environ.get(f"{name}_FILE")
    if not text and kept_in:
        try:
            text = Path(kept_in).read_text(encoding="utf-8").strip()
        except OSError as error:
            faults.append(f"{name}_FILE cannot be read: {error.strerror}")
            return b""
    if len(text) < SHORTEST_SECRET:
        faults.append(f"{name} must have at least {SHORTEST_SECRET} characters")
    return text.encode()


def _address(environ: Mapping[str, str], name: str, usual: str, faults: list[str]) -> tuple[str, int]:
    host, _, port = environ.get(name, usual).rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        faults.append(f"{name} must be host:port")
        return "", 0
    return host.strip("[]"), int(port)


if __name__ == "__main__":
    sys.exit(main())
