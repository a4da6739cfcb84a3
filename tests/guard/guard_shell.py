"""`anteroom guard` as a shell calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def run(*arguments: str, typed: bytes = b"") -> tuple[int, bytes, str]:
    """Exit status, standard output and standard error."""
    command = [sys.executable, "-m", "anteroom", "guard", *arguments]
    done = subprocess.run(command, input=typed, capture_output=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr.decode()


def scanned(*lines: bytes, explain: bool = False) -> tuple[int, list[dict[str, Any]]]:
    status, out, _ = run(
        "scan", *(["--explain"] if explain else []), typed=b"".join(x + b"\n" for x in lines)
    )
    return status, [json.loads(line) for line in out.splitlines()]


def line(**fields: Any) -> bytes:
    return json.dumps(fields).encode()
