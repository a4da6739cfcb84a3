"""Short-lived signed tokens, read as RFC 8725 asks: one key, one `typ`, one algorithm for each use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

LEEWAY = 5
"""Seconds by which the signer's clock may be ahead of ours."""


class WrongToken(Exception):
    """A token that is not what it should be; `str` says why, for the log only."""


class NotInTime(WrongToken):
    """A token that is right but for its time."""


@dataclass(frozen=True, slots=True)
class Use:
    """What tokens of one use have in common. `longest` is the longest life that is believed."""

    typ: str
    issuer: str
    audience: str
    longest: timedelta
    required: tuple[str, ...]


def read_token(token: str, key: str | bytes, use: Use, now: datetime) -> Mapping[str, object]:
    """Return the claims of a token that is right and in time. Raises WrongToken."""
    try:
        if jwt.get_unverified_header(token).get("typ") != use.typ:
            raise WrongToken("typ")
        claims: Mapping[str, object] = jwt.decode(
            token,
            key,
            algorithms=["HS256"],
            audience=use.audience,
            issuer=use.issuer,
            # Time is judged by our clock below, since PyJWT knows the machine's only.
            options={
                "require": ["iss", "aud", "sub", "iat", "exp", *use.required],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, UnicodeError) as error:
        raise WrongToken(type(error).__name__) from error
    _check_time(claims, now.timestamp(), use.longest)
    return claims


def _check_time(claims: Mapping[str, object], now: float, longest: timedelta) -> None:
    begins, ends = claims["iat"], claims["exp"]
    if not isinstance(begins, int | float) or not isinstance(ends, int | float):
        raise WrongToken("times that are no numbers")
    # Written so that a comparison with NaN refuses.
    if not (begins - LEEWAY <= now < ends and ends - begins <= longest.total_seconds()):
        raise NotInTime("time")
