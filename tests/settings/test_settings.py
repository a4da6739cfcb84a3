"""Settings: everything is read once, and every fault is named at once."""

from __future__ import annotations

import stat
from base64 import b64encode
from pathlib import Path

import pytest

from anteroom.randomness import SeededRandomness
from anteroom.settings.deployment import Settings, SettingsFault, known_names, load_settings
from anteroom.settings.kept import DRAWN, FILE_NAME

ROOT = Path(__file__).parents[2]
SHIPPED = (ROOT / "app.yaml").read_text()
SLACK = "ANTEROOM_SLACK_"


def given() -> dict[str, str]:
    """An environment with every required secret, each of its own."""
    source = SeededRandomness(1)
    return {name: draw(source) for name, draw in DRAWN.items()}


def write(folder: Path, text: str) -> Path:
    path = folder / "app.yaml"
    path.write_text(text)
    return path


def faults_of(path: Path, environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as caught:
        load_settings(path, environ)
    return caught.value.faults


def production(folder: Path, change: tuple[str, str] = ("", "")) -> Path:
    return write(folder, (ROOT / "docs" / "production.yaml").read_text().replace(*change))


def secrets_in(settings: Settings) -> list[str]:
    secrets = settings.secrets
    raw = [key.key for key in secrets.vault_keys]
    raw += [secrets.index_key, secrets.pass_key, secrets.admission_key, secrets.link_key, secrets.ledger_key]
    texts = [secrets.viewer_secret, secrets.marketplace_secret, secrets.api_key, secrets.relay_secret]
    texts += [secrets.slack_signing_secret, secrets.slack_client_secret, secrets.slack_bot_token]
    texts = [text for text in texts if text]
    return [*texts, *(b64encode(key).decode() for key in raw), *(repr(key)[2:-1] for key in raw)]


def test_it_runs_the_sandbox_as_shipped(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, SHIPPED), {})
    assert settings.sandbox
    assert settings.database.url is None
    assert settings.database.folder == tmp_path / ".anteroom"
    assert settings.slack.api_url == "http://127.0.0.1:8702/api/"
    assert settings.mail.out.username is None
    assert settings.interviews.reply_days == 90
    assert any("ALLOW_PRIVATE_TARGETS" in warning for warning in settings.warnings)


def test_it_loads_the_production_example(tmp_path: Path) -> None:
    environ = given() | {"DATABASE_URL": "postgresql://u:hunter2@db/anteroom", "ANTEROOM_MAIL_PASSWORD": "pw"}
    settings = load_settings(production(tmp_path), environ)
    assert not settings.sandbox
    assert settings.warnings == ()
    assert settings.slack.api_url == "https://slack.com/api/"
    assert settings.mail.in_.authserv_id == "mx.example.org"
    assert settings.secrets.mail_password == "pw"
    assert settings.secrets.vault_keys[0].id == "sandbox"
    assert len(settings.secrets.pass_key) == 32


def test_it_asks_for_every_secret_outside_the_sandbox(tmp_path: Path) -> None:
    faults = faults_of(production(tmp_path), {})
    needless = {"ANTEROOM_REVIEW_KEY", *(name for name in DRAWN if name.startswith("ANTEROOM_SLACK_"))}
    assert {fault.split()[0] for fault in faults} == set(DRAWN) - needless


def test_it_needs_no_secret_of_slack_where_slack_is_not_used(tmp_path: Path) -> None:
    environ = {name: value for name, value in given().items() if not name.startswith(SLACK)}
    assert not load_settings(production(tmp_path), environ).secrets.slack
    assert load_settings(production(tmp_path), given()).secrets.slack


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (["CLIENT_ID", "CLIENT_SECRET"], f"{SLACK}SIGNING_SECRET is missing"),
        (["SIGNING_SECRET"], f"{SLACK}CLIENT_ID and {SLACK}CLIENT_SECRET are missing"),
        (["SIGNING_SECRET", "CLIENT_ID"], f"{SLACK}CLIENT_SECRET is missing"),
        (["SIGNING_SECRET", "BOT_TOKEN"], f"{SLACK}TEAM_ID is missing"),
        (["SIGNING_SECRET", "TEAM_ID"], f"{SLACK}BOT_TOKEN is missing"),
    ],
)
def test_it_refuses_half_of_what_slack_needs(tmp_path: Path, names: list[str], fault: str) -> None:
    bot = {f"{SLACK}BOT_TOKEN": "xoxb-12345678", f"{SLACK}TEAM_ID": "T012"}
    environ = {name: value for name, value in given().items() if not name.startswith(SLACK)}
    environ |= {f"{SLACK}{name}": (given() | bot)[f"{SLACK}{name}"] for name in names}
    (found,) = faults_of(production(tmp_path), environ)
    assert found.startswith(fault)


def test_it_keeps_what_the_sandbox_drew(tmp_path: Path) -> None:
    """What one start sealed the next must open; and nobody else may read the keys."""
    path = write(tmp_path, SHIPPED)
    first = load_settings(path, {})
    assert load_settings(path, {}).secrets == first.secrets
    kept = tmp_path / ".anteroom" / FILE_NAME
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [file.name for file in kept.parent.iterdir()] == [FILE_NAME]
    chosen = load_settings(path, {"ANTEROOM_API_KEY": "k" * 40}).secrets
    assert chosen.api_key == "k" * 40
    assert chosen.pass_key == first.secrets.pass_key


def test_it_draws_nothing_for_a_file_with_faults(tmp_path: Path) -> None:
    faults_of(write(tmp_path, SHIPPED.replace("tls: none", "tls: maybe")), {})
    assert not (tmp_path / ".anteroom").exists()


def test_it_names_every_fault_at_once_with_its_line(tmp_path: Path) -> None:
    text = """sandbox: yes please
public_url: ftp://x
public_url: http://y
listen:
  host: ""
  port: "8700"
marketplace: {name: M, url: 'http://m.example/?q=1', webhook_url: 'http://u@m.example'}
relay_domain: Relay
mail:
  out: {host: h, port: 99999, tls: pigeon}
  in: {host: h, port: 1.5}
  inn: 1
database: {folder: [a]}
rooms: {relay: {host: h, port: 1}, public_host: h}
policy: {table: ./none.yaml}
interviews: {grace_minutes: 0x10, reply_days: 0}
"""
    faults = faults_of(write(tmp_path, text), given())
    for line, word in (
        (1, "sandbox must be true or false"),
        (2, "public_url must be an http"),
        (3, "public_url is given twice"),
        (5, "listen.host must be a text"),
        (6, "listen.port must be a whole number"),
        (7, "marketplace.url must be"),
        (7, "marketplace.webhook_url must be"),
        (8, "relay_domain must be a domain"),
        (10, "mail.out.port must be from 0 to 65535"),
        (10, "mail.out.tls must be one of none, starttls, tls"),
        (11, "mail.in.port must be a whole number"),
        (12, "mail.inn is not a setting"),
        (13, "database.folder must not be a list"),
        (15, "policy.table names a file that is not there"),
        (16, "interviews.grace_minutes must be a whole number in plain digits"),
        (16, "interviews.reply_days must be from 1"),
    ):
        assert any(fault.startswith(f"app.yaml:{line}: {word}") for fault in faults), (line, word, faults)


def test_it_reads_how_sure_the_guard_must_be(tmp_path: Path) -> None:
    shipped = load_settings(write(tmp_path, SHIPPED), {}).guard
    assert (shipped.warn_at, shipped.redact_at) == (0.3, 0.6)
    chosen = load_settings(write(tmp_path, f"{SHIPPED}\nguard: {{warn_at: 45, redact_at: 80}}\n"), {}).guard
    assert (chosen.warn_at, chosen.redact_at) == (0.45, 0.8)


@pytest.mark.parametrize(
    ("guard", "fault"),
    [
        ("{warn_at: 5}", "guard.warn_at must be from 10 to 60"),
        ("{redact_at: 100}", "guard.redact_at must be from 40 to 90"),
        ("{redact_at: 0.6}", "guard.redact_at must be a whole number"),
        ("{warn_at: 55, redact_at: 50}", "guard.warn_at must not be above guard.redact_at"),
    ],
)
def test_it_lets_nobody_turn_the_guard_off_by_a_number(tmp_path: Path, guard: str, fault: str) -> None:
    faults = faults_of(write(tmp_path, f"{SHIPPED}\nguard: {guard}\n"), given())
    assert [one for one in faults if fault in one]


@pytest.mark.parametrize("text", ["", "- a\n", "a: [\n", "a: \x00\n"])
def test_it_refuses_what_is_not_a_mapping_of_keys(tmp_path: Path, text: str) -> None:
    """One fault, and not another for each key that could not be found."""
    assert len(faults_of(write(tmp_path, text), given())) == 1


def test_it_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    """And says no word of secrets: whether this is the sandbox, nobody knows yet."""
    (fault,) = faults_of(tmp_path / "none.yaml", {})
    assert fault == f"{tmp_path / 'none.yaml'} is not there; say which file: anteroom --config FILE"


def test_it_says_which_folder_cannot_keep_the_sandboxs_secrets(tmp_path: Path) -> None:
    text = SHIPPED.replace("folder: .anteroom", "folder: taken/.anteroom")
    (tmp_path / "taken").write_text("a file where a folder should be")
    (fault,) = faults_of(write(tmp_path, text), {})
    assert fault == f"database.folder: {tmp_path / 'taken/.anteroom'} cannot be written to: Not a directory"


@pytest.mark.parametrize("key", ["public_url: https", "url: https"])
def test_it_wants_https_outside_the_sandbox(tmp_path: Path, key: str) -> None:
    faults = faults_of(production(tmp_path, (key, key.removesuffix("s"))), given())
    assert faults
    assert all("must be https" in fault for fault in faults)


def test_it_allows_private_targets_in_the_sandbox_only(tmp_path: Path) -> None:
    path = production(tmp_path, ("public_url:", "allow_private_targets: true\npublic_url:"))
    assert faults_of(path, given())[0].endswith("may only be true in the sandbox")


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("ANTEROOM_VAULT_KEYS", "no-colon", "must be keyid:base64"),
        ("ANTEROOM_VAULT_KEYS", "a:QUJD", "exactly 32 octets"),
        ("ANTEROOM_INDEX_KEY", "QUJD", "at least 32 octets"),
        ("ANTEROOM_PASS_KEY", "not base64!", "must be base64"),
        ("ANTEROOM_API_KEY", "short", "at least 32 characters"),
        ("ANTEROOM_MARKETPLACE_SECRET", "whsec_QUJD", "24 to 64 octets"),
        ("ANTEROOM_SLACK_BOT_TOKEN", "xoxp-12345678", "xoxb-"),
        ("ANTEROOM_SLACK_TEAM_ID", "acme", "workspace's id"),
        ("DATABASE_URL", "mysql://root:hunter2@db", "postgresql://"),
    ],
)
def test_it_says_what_a_secret_must_be_and_never_what_it_is(
    tmp_path: Path, name: str, value: str, why: str
) -> None:
    bot = {f"{SLACK}BOT_TOKEN": "xoxb-12345678", f"{SLACK}TEAM_ID": "T012"}
    faults = faults_of(production(tmp_path), given() | bot | {name: value})
    assert len(faults) == 1
    assert faults[0].startswith(name)
    assert why in faults[0]
    assert value not in faults[0]


def test_it_refuses_one_secret_for_two_uses(tmp_path: Path) -> None:
    environ = given()
    environ["ANTEROOM_LINK_KEY"] = environ["ANTEROOM_PASS_KEY"]
    environ["ANTEROOM_INDEX_KEY"] = environ["ANTEROOM_VAULT_KEYS"].partition(":")[2]
    faults = faults_of(production(tmp_path), environ)
    assert [fault.split()[0] for fault in faults] == ["ANTEROOM_INDEX_KEY", "ANTEROOM_LINK_KEY"]


def test_it_reads_a_secret_from_a_file(tmp_path: Path) -> None:
    environ = given()
    (tmp_path / "key").write_text("k" * 40 + "\n")
    del environ["ANTEROOM_API_KEY"]
    settings = load_settings(production(tmp_path), environ | {"ANTEROOM_API_KEY_FILE": str(tmp_path / "key")})
    assert settings.secrets.api_key == "k" * 40
    both = given() | {"ANTEROOM_API_KEY_FILE": str(tmp_path / "key")}
    assert "both given" in faults_of(production(tmp_path), both)[0]
    del both["ANTEROOM_API_KEY"]
    both["ANTEROOM_API_KEY_FILE"] = str(tmp_path / "none")
    assert faults_of(production(tmp_path), both) == (
        f"ANTEROOM_API_KEY_FILE names {tmp_path / 'none'}, which cannot be read: No such file or directory",
    )


def test_it_prints_no_secret(tmp_path: Path) -> None:
    environ = given() | {
        "DATABASE_URL": "postgresql://u:hunter2@db/anteroom",
        "ANTEROOM_MAIL_PASSWORD": "pass-w",
    }
    settings = load_settings(production(tmp_path), environ)
    for printed in (repr(settings), str(settings), f"{settings.secrets!r} {settings.secrets.vault_keys}"):
        assert "hunter2" not in printed
        assert "pass-w" not in printed
        assert not [secret for secret in secrets_in(settings) if secret in printed]


def test_it_documents_every_key_and_every_variable() -> None:
    """And nothing else: what the table names and nobody reads is a lie."""
    keys, variables = known_names()
    page = "".join((ROOT / "docs" / name).read_text() for name in ("settings.md", "meetings.md"))
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `")]
    documented = {name: row[2].strip() for row in rows for name in row[1].split("`")[1::2]}
    assert {*documented} == {*keys, *variables}
    optional = {name for name in variables if documented[name].startswith("optional")}
    wanted_here = {"REVIEW_KEY", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"}
    optional -= {f"ANTEROOM_{name}" for name in wanted_here}
    assert set(DRAWN) == {*variables} - optional
