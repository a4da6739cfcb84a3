"""Run by the Python of `.venv-peers`: says what libraries that are not ours think of tokens.

Reads JSON from standard input, {"tool", "tokens", …}; writes a list with "" for each token that is accepted,
else the name of what was raised.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any


def livekit(asked: dict[str, Any]) -> Callable[[str], object]:
    """LiveKit's own verifier, as its server SDK for Python has it."""
    from livekit.api import TokenVerifier

    verifier = TokenVerifier(asked["key"], asked["secret"])

    def judge(token: str) -> object:
        claims = verifier.verify(token)
        assert claims.video is not None and claims.video.room == asked["room"], "another room"
        return claims

    return judge


def jitsi(asked: dict[str, Any]) -> Callable[[str], object]:
    """Jitsi's rules of claims, over a library for tokens that shares nothing with ours."""
    from joserfc import jwt
    from joserfc.jwk import OctKey

    key = OctKey.import_key(asked["secret"])
    rules = jwt.JWTClaimsRegistry(
        leeway=0,
        iss={"essential": True, "value": asked["iss"]},
        exp={"essential": True},
    )

    def judge(token: str) -> object:
        found = jwt.decode(token, key, algorithms=["HS256"])
        rules.validate(found.claims)
        assert found.header.get("typ") == "JWT", "typ"
        assert found.claims.get("aud") == "jitsi", "aud"  # a list is no text
        assert str(found.claims["room"]).lower() in ("*", asked["room"].lower()), "room"
        assert found.claims.get("sub") in ("*", asked["sub"]), "sub"
        return found

    return judge


def main() -> None:
    """Judge what comes in."""
    asked = json.load(sys.stdin)
    judge = {"livekit": livekit, "jitsi": jitsi}[asked["tool"]](asked)
    said = []
    for token in asked["tokens"]:
        try:
            judge(token)
        except Exception as error:  # whatever a stranger's library raises is its verdict
            said.append(type(error).__name__)
        else:
            said.append("")
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
