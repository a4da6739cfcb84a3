"""Whether an ID token says who signed in: OpenID Connect Core 1.0, 2 and 3.1.3.7, and RFC 8725.

One algorithm, set by whoever runs this and never by the token; one key, which the provider names for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import jwt

from anteroom.console.settings import Console

LONGEST = 16 * 1024
"""Characters of an ID token; a person with very many groups has some thousand."""
LONGEST_SUBJECT = 255
"""ASCII characters (Core 1.0, 2, `sub`)."""
LEEWAY = 60
"""Seconds by which the provider's clock may be off."""
OLDEST = 600
"""Seconds since it was issued: it comes straight from the token endpoint (Core 1.0, 3.1.3.7, 10)."""
MOST_ROLES = 200


class WrongIdToken(Exception):
    """An ID token that is not believed; `str` says why, for the log only."""


def key_id_of(token: str) -> str | None:
    """Return which key is said to have signed it, None where none is said. Raises WrongIdToken."""
    if len(token) > LONGEST:
        raise WrongIdToken("too long")
    try:
        found = jwt.get_unverified_header(token).get("kid")
    except (jwt.PyJWTError, UnicodeError, RecursionError) as error:
        raise WrongIdToken(type(error).__name__) from error
    if found is not None and not isinstance(found, str):
        raise WrongIdToken("a kid that is no text")
    return found


def read_id_token(
    token: str, key: jwt.PyJWK, console: Console, nonce: str, now: datetime
) -> Mapping[str, Any]:
    """Return the claims of a token that is right, in time, and answers this very sign-in.

    Raises WrongIdToken.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=[console.algorithm],
            audience=console.client_id,
            issuer=console.issuer,
            # Time is judged by our clock below, since PyJWT knows the machine's only.
            options={
                "require": ["iss", "sub", "aud", "exp", "iat", "nonce"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, UnicodeError, RecursionError, TypeError, ValueError) as error:
        raise WrongIdToken(type(error).__name__) from error
    _check_time(claims, now.timestamp())
    if claims["nonce"] != nonce:
        raise WrongIdToken("nonce")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    # 3.1.3.7, 3 to 5: with several audiences it must say for whom it was made, and that it was for us.
    if (several or "azp" in claims) and claims.get("azp") != console.client_id:
        raise WrongIdToken("azp")
    subject = claims["sub"]
    if not (isinstance(subject, str) and subject.isascii() and 0 < len(subject) <= LONGEST_SUBJECT):
        raise WrongIdToken("sub")
    return claims


def roles_in(claims: Mapping[str, Any], console: Console) -> frozenset[str]:
    """Return our roles that the claims name, by the settings; what is named besides is nothing to us."""
    found: object = claims
    for name in console.roles_claim.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        found = found.split()  # a list in one text, as OAuth writes scopes
    if not isinstance(found, Sequence):
        return frozenset()
    named = {each for each in found[:MOST_ROLES] if isinstance(each, str)}
    return frozenset(role for name, role in console.roles.items() if name in named)


def _check_time(claims: Mapping[str, Any], now: float) -> None:
    issued, ends = claims["iat"], claims["exp"]
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in (issued, ends)):
        raise WrongIdToken("times that are no numbers")
    # Written so that a comparison with NaN refuses.
    if not (issued - LEEWAY <= now < ends + LEEWAY and now - issued <= OLDEST):
        raise WrongIdToken("time")
