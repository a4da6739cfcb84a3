"""`anteroom doctor` as an operator runs it: a process with settings, real servers around it, an exit code."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

import postgres
from anteroom.randomness import SystemRandomness
from anteroom.rooms.relay.process import RelayProcess, Tls
from anteroom_mail.ways_in.listening import certificate_of
from deployment import ROOT, secrets
from doctor.good_domain import DOMAIN, ZONE
from mail.certificates import self_signed
from mail.house_with_mail import house_with_mail
from name_server import NameServer, name_server
from service import quiet_port

PASSWORD = "a password of the server outside"


@dataclass
class Patient:
    """A deployment to be looked at. `described` is its app.yaml, `environ` what it is started with."""

    folder: Path
    described: dict[str, Any]
    environ: dict[str, str]
    names: NameServer

    async def examined(self, *arguments: str) -> tuple[int, str]:
        """Run the doctor; return its exit code and what it printed."""
        config, described = self.folder / "app.yaml", yaml.safe_dump(self.described)
        # As it stands it stays: another examination may be reading it.
        if not config.exists() or config.read_text("utf-8") != described:
            config.write_text(described, encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "anteroom", "--config", str(config), "doctor"),
            *("--resolver", self.names.place, *arguments),
            env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), **self.environ},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, error = await asyncio.wait_for(process.communicate(), 60)
        assert error == b"", error.decode()
        assert process.returncode is not None
        return process.returncode, out.decode()

    async def levels(self) -> tuple[int, dict[str, str]]:
        """Run it; return its exit code and the level of each check."""
        code, said = await self.examined("--json")
        return code, {each["check"]: each["level"] for each in json.loads(said)["findings"]}


class _Outside:
    """The server that takes our mail."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        raise AssertionError("the doctor sends nothing")


def _knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, shown: object) -> AuthResult:
    good = isinstance(shown, LoginPassword) and shown.password == PASSWORD.encode()
    return AuthResult(success=good, handled=False)


@asynccontextmanager
async def patient(folder: Path, *, days: int = 30) -> AsyncIterator[Patient]:
    """A production deployment with nothing wrong, all of its outside on this machine.

    Its certificate is good for so many days.
    """
    certificate = self_signed(folder / "tls", "localhost", days=days)
    dsn = await postgres.fresh_database()
    loop = asyncio.get_running_loop()
    tls = certificate_of(certificate)
    outside = await loop.create_server(
        lambda: SMTP(_Outside(), hostname="localhost", tls_context=tls, authenticator=_knows, loop=loop),
        "localhost",
        0,
    )
    described = yaml.safe_load((ROOT / "docs" / "production.yaml").read_text(encoding="utf-8"))
    described["relay_domain"] = DOMAIN
    described["mail"]["out"] |= {
        "host": "localhost",
        "port": outside.sockets[0].getsockname()[1],
        "dkim_selector": "post",
    }
    described["database"] = {"folder": str(folder / "data")}
    given = {name: value for name, value in secrets(SystemRandomness()).items() if "SLACK" not in name}
    environ = {**given, "DATABASE_URL": dsn, "ANTEROOM_MAIL_PASSWORD": PASSWORD}
    environ["SSL_CERT_FILE"] = str(certificate.chain)
    relay = RelayProcess(
        secret=given["ANTEROOM_RELAY_SECRET"],
        control_secret=given["ANTEROOM_RELAY_SECRET"][::-1],
        tls=Tls(0, certificate.chain, certificate.key),
    )
    await relay.start()
    described["rooms"] = {
        "relay": {
            "host": "127.0.0.1",
            "port": relay.port,
            "tls_port": relay.tls_port,
            "certificate": str(certificate.chain),
            "certificate_key": str(certificate.key),
        },
        "public_host": "localhost",
    }
    try:
        async with name_server(ZONE) as names, house_with_mail() as mailed:
            del described["mail"]["in"]["lmtp"]
            described["mail"]["in"] |= {"host": "127.0.0.1", "port": mailed.inbox_port}
            yield Patient(folder, described, environ, names)
    finally:
        await relay.stop()
        outside.close()
        await outside.wait_closed()
        await postgres.drop_database(dsn)


async def test_it_exits_0_where_nothing_is_missing_and_prints_a_line_a_check(tmp_path: Path) -> None:
    async with patient(tmp_path) as well:
        code, said = await well.examined()
        code_too, levels = await well.levels()

    *lines, end = said.splitlines()
    assert (code, code_too) == (0, 0), said
    assert set(levels.values()) == {"fine", "left out"}, said
    left = [line.split()[0] for line in lines].count("left")
    assert left == 5  # no LMTP, Slack, tools, calendars or console; the help desk is a mailbox
    assert end == "Nothing is missing."
    assert "\x1b" not in said


async def test_it_says_of_everything_that_is_broken_what_it_is_why_and_what_next(tmp_path: Path) -> None:
    async with patient(tmp_path) as ill:
        ill.names.silent.add(f"_dmarc.{DOMAIN}")
        ill.described["mail"]["in"]["port"] = quiet_port()
        ill.environ["ANTEROOM_RELAY_SECRET"] += "another"
        ill.described["mail"]["in"]["host"] = "0.0.0.0"
        ill.described["mail"]["in"]["authentication"] = "off"
        ill.environ["ANTEROOM_MAIL_PASSWORD"] = "another"
        ill.environ["ANTEROOM_API_KEY"] = "abc" * 20
        await postgres.shut_out(ill.environ["DATABASE_URL"])
        # Both wait long for what does not answer.
        (code, said), (_, plain) = await asyncio.gather(ill.examined("--json"), ill.examined())

    found = {each["check"]: each for each in json.loads(said)["findings"]}
    bad = {check: each["level"] for check, each in found.items() if each["level"] not in ("fine", "left out")}
    assert code == 1
    assert bad == {
        "secrets": "fault",
        "database": "fault",
        "mail-ways-in": "warning",
        "mail-authentication": "fault",
        "mail-out": "fault",
        "mail-in-smtp": "unknown",
        "relay-dmarc": "unknown",
        "call-relay-udp": "fault",
        "call-relay-tcp": "fault",
        "call-relay-tls": "fault",
    }
    assert all(found[check]["why"] and found[check]["mend"] for check in bad)
    assert "ANTEROOM_API_KEY" in found["secrets"]["found"]
    assert plain.splitlines()[-1] == "9 to be mended, 1 to be thought of."
    for secret in (PASSWORD, "abcabc", ill.environ["ANTEROOM_LINK_KEY"], "postgresql://"):
        assert secret not in said + plain


async def test_it_warns_of_findings_that_anybody_could_write(tmp_path: Path) -> None:
    """Whoever speaks to our SMTP directly writes the believed server's findings himself."""
    async with patient(tmp_path) as open_to_all:
        open_to_all.described["mail"]["in"]["host"] = "0.0.0.0"
        _, believing = await open_to_all.levels()
        del open_to_all.described["mail"]["in"]["authserv_id"]
        _, checking = await open_to_all.levels()

    assert believing["mail-authentication"] == "warning"
    assert checking["mail-authentication"] == "fine"


async def test_it_warns_where_nobody_can_look_at_held_texts(tmp_path: Path) -> None:
    async with patient(tmp_path) as ill:
        del ill.environ["ANTEROOM_REVIEW_KEY"]
        code, levels = await ill.levels()

    assert (code, levels["reviews"]) == (0, "warning")


async def test_it_tells_faults_of_the_server_outside_apart(tmp_path: Path) -> None:
    async with patient(tmp_path) as ill:
        good = dict(ill.described["mail"]["out"])
        found = {}
        changes: dict[str, dict[str, object]] = {
            "certificate": {"host": "127.0.0.1"},
            "no TLS": {"tls": "none", "username": None},
            "speaks no TLS at once": {"tls": "tls"},
            "nobody": {"port": quiet_port()},
        }
        for name, change in changes.items():
            ill.described["mail"]["out"] = {**good, **change}
            found[name] = (await ill.levels())[1]["mail-out"]

    assert found == {
        "certificate": "fault",
        "no TLS": "fine",  # on this machine
        "speaks no TLS at once": "fault",
        "nobody": "unknown",
    }


async def test_it_looks_at_the_database_and_leaves_it_as_it_is(tmp_path: Path) -> None:
    async with patient(tmp_path, days=3) as deployment:
        empty = await postgres.empty_database()
        deployment.environ["DATABASE_URL"] = empty
        code, first = await deployment.levels()
        _, second = await deployment.levels()
        await postgres.drop_database(empty)
        del deployment.environ["DATABASE_URL"]
        embedded_code, embedded = await deployment.levels()

    assert (code, first["migrations"], second["migrations"]) == (0, "warning", "warning")
    assert (first["call-relay-udp"], first["call-relay-tls"]) == ("fine", "warning")  # it ends in 3 days
    assert (embedded_code, embedded["database"], embedded["migrations"]) == (0, "warning", "left out")
    assert not (tmp_path / "data").exists()


async def test_it_names_every_fault_of_the_settings(tmp_path: Path) -> None:
    async with patient(tmp_path) as ill:
        ill.described["mail"]["out"]["tls"] = "maybe"
        del ill.environ["ANTEROOM_LINK_KEY"]
        code, said = await ill.examined()

    assert code == 1
    assert "mail.out.tls must be one of" in said
    assert "ANTEROOM_LINK_KEY is missing" in said


@pytest.mark.parametrize("wish", ["", "1"])
async def test_it_uses_colour_on_a_terminal_unless_told_not_to(tmp_path: Path, wish: str) -> None:
    ours, its = os.openpty()
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "anteroom", "--config", str(tmp_path / "none.yaml"), "doctor"),
            env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "NO_COLOR": wish},
            stdout=its,
        )
        code = await process.wait()
        said = os.read(ours, 4096).decode()
    finally:
        os.close(ours)
        os.close(its)

    assert code == 1
    assert "none.yaml is not there" in said
    assert ("\x1b[1;31mfault" in said) is (wish == "")


@pytest.mark.parametrize("place", ["127.0.0.1", "127.0.0.1:dns", ":53", "127.0.0.1:70000"])
async def test_it_refuses_a_resolver_that_is_none(tmp_path: Path, place: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "anteroom", "doctor", "--resolver", place),
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=asyncio.subprocess.PIPE,
    )
    _, error = await process.communicate()

    assert process.returncode == 2
    assert b"is no address with a port" in error
