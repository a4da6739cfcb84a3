"""Signed tokens in time: to the second, by our clock, and for no longer than is believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from anteroom.passes.tokens import NotInTime, Use, WrongToken, read_token

NOW = datetime(2026, 11, 25, 14, tzinfo=UTC)
AT = NOW.timestamp()
KEY = "k" * 40
USE = Use("admission+jwt", "anteroom", "room", timedelta(minutes=5), ("room",))
RIGHT: dict[str, Any] = {
    "iss": "anteroom",
    "aud": "room",
    "sub": "pty_1",
    "room": "r",
    "iat": AT,
    "exp": AT + 300,
}


def told(typ: str = "admission+jwt", **changed: Any) -> str:
    """A token that is right but for what is changed."""
    claims = {name: value for name, value in (RIGHT | changed).items() if value is not None}
    return jwt.encode(claims, KEY, algorithm="HS256", headers={"typ": typ})


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"iat": AT - 299, "exp": AT + 1},
        {"iat": AT + 5, "exp": AT + 305},
    ],
)
def test_it_believes_what_is_just_in_time(changed: dict[str, Any]) -> None:
    assert read_token(told(**changed), KEY, USE, NOW)["sub"] == "pty_1"


@pytest.mark.parametrize(
    "changed",
    [
        {"iat": AT - 300, "exp": AT},
        {"iat": AT + 6, "exp": AT + 305},
        {"iat": AT, "exp": AT + 301},
        {"iat": float("nan")},
        {"exp": float("nan")},
    ],
)
def test_it_believes_nothing_too_early_too_late_or_too_long(changed: dict[str, Any]) -> None:
    with pytest.raises(NotInTime):
        read_token(told(**changed), KEY, USE, NOW)


@pytest.mark.parametrize("name", RIGHT)
def test_it_wants_every_claim(name: str) -> None:
    with pytest.raises(WrongToken):
        read_token(told("admission+jwt", **{name: None}), KEY, USE, NOW)


def test_it_believes_no_token_of_another_use() -> None:
    for odd in (
        told("viewer+jwt"),
        told("JWT"),
        told(iss="marketplace"),
        told(aud="anteroom"),
        told(iat="now"),
    ):
        with pytest.raises(WrongToken):
            read_token(odd, KEY, USE, NOW)
    with pytest.raises(WrongToken):
        read_token(told(), "w" * 40, USE, NOW)
