"""Whether our mail leaves and answers get in: the server outside is greeted, and our own listeners are."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import aiosmtplib

from anteroom.doctor.finding import Finding, fault, fine, left_out, unknown, warning
from anteroom.settings.deployment import Listen, MailOut, Settings

SECONDS = 10.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
OURS = "Anteroom"
UNSENT = "no invitation leaves"


async def mail_findings(settings: Settings) -> list[Finding]:
    """Greet them all at once. Nothing is sent."""
    return list(await asyncio.gather(_out(settings), _smtp_in(settings), _lmtp_in(settings)))


async def _out(settings: Settings) -> Finding:
    out = settings.mail.out
    place = f"{out.host}:{out.port}"
    client = aiosmtplib.SMTP(
        hostname=out.host,
        port=out.port,
        use_tls=out.tls == "tls",
        start_tls=False,
        local_hostname=settings.relay_domain,
        timeout=SECONDS,
    )
    try:
        await client.connect()
        await client.ehlo()
        return await _judge_out(client, out, place, settings.secrets.mail_password)
    except ssl.SSLError as error:
        return _no_tls(place, error)
    except aiosmtplib.SMTPAuthenticationError as error:
        found = f"{place} refuses {out.username} ({error.code})"
        return fault("mail-out", found, UNSENT, "mend mail.out.username or ANTEROOM_MAIL_PASSWORD")
    except (aiosmtplib.SMTPException, OSError) as error:
        if isinstance(error.__cause__, ssl.SSLError):
            return _no_tls(place, error.__cause__)
        found = f"{place} does not answer ({type(error).__name__})"
        return unknown("mail-out", found, UNSENT, "mend mail.out, or look whether a firewall keeps it")
    finally:
        client.close()


def _no_tls(place: str, error: ssl.SSLError) -> Finding:
    found = f"{place} cannot be trusted ({error.reason or type(error).__name__})"
    return fault(
        "mail-out", found, UNSENT, "name the host that its certificate is for, or mend the certificate"
    )


async def _judge_out(client: aiosmtplib.SMTP, out: MailOut, place: str, password: str | None) -> Finding:
    if out.tls == "starttls":
        if not client.supports_extension("starttls"):
            mend = "use its port for TLS (mail.out.tls: tls), or another server"
            return fault("mail-out", f"{place} offers no STARTTLS", UNSENT, mend)
        await client.starttls()
        await client.ehlo()
    if out.username is not None and password is None:
        found = f"{place} is to know us as {out.username}, and there is no password"
        return fault("mail-out", found, UNSENT, "set ANTEROOM_MAIL_PASSWORD")
    if out.username is not None and password is not None:
        await client.login(out.username, password)
    if out.tls == "none" and not on_this_machine(out.host):
        return warning(
            "mail-out",
            f"{place} takes our mail without TLS",
            "addresses and invitations cross the network readable",
            "mail.out.tls: starttls or tls",
        )
    return fine("mail-out", f"{place} takes our mail{'' if out.tls == 'none' else ' over TLS'}")


def on_this_machine(host: str) -> bool:
    """Tell whether a host is the loopback."""
    return host in ("localhost", "::1") or host.startswith("127.")


async def _smtp_in(settings: Settings) -> Finding:
    place = settings.mail.in_
    if place.host is None:
        return left_out("mail-in-smtp", "mail.in.host is null: no answer comes by SMTP")
    return await _greeted("mail-in-smtp", Listen(place.host, place.port))


async def _lmtp_in(settings: Settings) -> Finding:
    if settings.mail.in_.lmtp is None:
        return left_out("mail-in-lmtp", "mail.in.lmtp is null: no answer comes by LMTP")
    return await _greeted("mail-in-lmtp", settings.mail.in_.lmtp)


async def _greeted(check: str, place: Listen | Path) -> Finding:
    where = str(place) if isinstance(place, Path) else f"{place.host}:{place.port}"
    try:
        async with asyncio.timeout(SECONDS):
            greeting = await _greeting(place)
    except (OSError, TimeoutError) as error:
        return unknown(
            check,
            f"nobody answers at {where} ({type(error).__name__})",
            "answers of calendars come in there",
            "start anteroom serve, and ask again",
        )
    if not greeting.startswith("220 ") or OURS not in greeting:
        return fault(
            check,
            f"somebody else listens at {where}",
            "answers of calendars would not come to Anteroom",
            "free that place, or name another in mail.in",
        )
    return fine(check, f"Anteroom listens at {where}")


async def _greeting(place: Listen | Path) -> str:
    if isinstance(place, Path):
        reader, writer = await asyncio.open_unix_connection(place)
    else:
        reader, writer = await asyncio.open_connection(EVERYWHERE.get(place.host, place.host), place.port)
    try:
        return (await reader.readline()).decode(errors="replace")
    except ValueError:  # no end of a line within 64 KiB: that is not us
        return ""
    finally:
        writer.close()
