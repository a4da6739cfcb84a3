"""A mail brought by SMTP byte for byte: a library would mend line ends, and broken mail has none to mend."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

PATIENCE = 120.0
_DOT = re.compile(rb"(\A|\r\n)\.")


@dataclass(frozen=True)
class Said:
    """The server's last answer; code 0 where it hung up in the middle of the mail."""

    code: int
    text: str


async def bring(port: int, recipient: str, raw: bytes, sender: str = "bounces@outside.test") -> Said:
    """Return what the server says of the mail, or of its recipient.

    Raises if it says nothing within `PATIENCE` seconds.
    """
    async with asyncio.timeout(PATIENCE):
        return await _brought(port, recipient, raw, sender)


async def _brought(port: int, recipient: str, raw: bytes, sender: str) -> Said:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        said = await _answer(reader)
        for line in ("EHLO outside.test", f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"):
            writer.write(f"{line}\r\n".encode())
            said = await _answer(reader)
            if said.code >= 400:
                return said
        try:
            writer.write(_DOT.sub(rb"\1..", raw) + b"\r\n.\r\n")
            await writer.drain()
            return await _answer(reader)
        except (ConnectionError, asyncio.IncompleteReadError):
            return Said(0, "hung up")
    finally:
        writer.close()
        try:
            await writer.wait_closed()
        except ConnectionError:
            pass  # the server closed it first: its answer has been read


async def _answer(reader: asyncio.StreamReader) -> Said:
    while True:
        line = (await reader.readuntil(b"\r\n")).decode(errors="replace")
        if line[3] != "-":
            return Said(int(line[:3]), line[4:].strip())
