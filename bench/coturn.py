"""A coturn as docs/relay.md locks it, on this machine alone, for as long as somebody compares or tries it."""

from __future__ import annotations

import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from anteroom.rooms.relay.caller import Caller
from anteroom.rooms.relay.credentials import Credentials

TRIES = 5
SECONDS_TO_START = 10.0
LOCKS = (
    "--use-auth-secret",
    "--realm=anteroom",
    "--fingerprint",
    "--no-cli",
    "--no-tls",
    "--no-dtls",
    "--no-tcp-relay",
    "--no-multicast-peers",
    "--stale-nonce=600",
    "--denied-peer-ip=0.0.0.0-255.255.255.255",
    "--user-quota=48",
    "--total-quota=4000",
)
"""The flags of docs/relay.md but for those that name this machine, its secret and its files."""

HERE = (
    "--listening-ip=127.0.0.1",
    "--relay-ip=127.0.0.1",
    "--allowed-peer-ip=127.0.0.1",
    "--allow-loopback-peers",
)


@contextmanager
def running_coturn(program: str, secret: str) -> Iterator[tuple[int, int]]:
    """Start one, wait until it answers, and yield its port and process id. Raises OSError if it does not."""
    for left in reversed(range(TRIES)):
        port = random.SystemRandom().randrange(15_000, 32_000)
        with tempfile.TemporaryDirectory() as folder:
            command = [
                program,
                "-n",
                *LOCKS,
                *HERE,
                f"--listening-port={port}",
                f"--static-auth-secret={secret}",
            ]
            files = [
                f"--pidfile={folder}/pid",
                f"--userdb={folder}/none",
                "--log-file=stdout",
                "--simple-log",
            ]
            ports = ["--min-port=49160", "--max-port=49999"]
            process = subprocess.Popen(
                [*command, *files, *ports], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            try:
                if _answers(port, process):
                    yield port, process.pid
                    return
            finally:
                process.terminate()
                try:
                    process.wait(SECONDS_TO_START)
                except subprocess.TimeoutExpired:
                    # How it ends is not what anybody measures here.
                    process.kill()
                    process.wait()
        if not left:
            raise OSError("coturn did not start")


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            # Over TCP: whoever else may hold the port says no STUN, and coturn would have ended.
            with Caller("tcp", "127.0.0.1", port, Credentials((), "", ""), seconds=1) as caller:
                caller.binding()
                return process.poll() is None
        except (OSError, ValueError):
            time.sleep(0.05)
    return False
