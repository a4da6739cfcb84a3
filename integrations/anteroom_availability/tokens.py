"""Tokens of a person's account at a vendor: asked for, renewed, and taken back (RFC 6749, 6750, 7009).

They lie sealed in `Account.given`, under the owner's own key. A refresh token of Google's stays the same, and
one of Microsoft's is good beside the next, so that nobody waits for a lock while a vendor is asked: one
calendar is never asked twice within minutes, and of two renewals each leaves a pair that works.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from anteroom.times.availability.model import Trouble
from anteroom_availability.asking import Asking, ConsentOver, Reply, Untold
from anteroom_availability.vendors import Vendor

EARLY = timedelta(minutes=2)
"""So long before its end a token is not used any more."""
LONGEST = 24 * 3600
LONGEST_TOKEN = 8192
ACCESS, REFRESH, UNTIL = "access", "refresh", "until"
"""The keys of `Account.given`; `until` is in seconds since 1970."""


class NotGranted(Untold):
    """Somebody consented to less than was asked for."""


class _Answer(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: int = 3600
    refresh_token: str = ""
    scope: str | None = None

    def __repr__(self) -> str:
        return "_Answer(‹sealed›)"


class _Refusal(msgspec.Struct, frozen=True):
    error: str = ""


async def exchanged(
    asking: Asking, vendor: Vendor, code: str, verifier: str, redirect_uri: str, now: datetime
) -> dict[str, str]:
    """Return what is kept for what a browser brought. Raises Untold, NotGranted where it is too little."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    answer = await _asked(asking, vendor, form)
    given = _kept(answer, answer.refresh_token, now)
    if not vendor.grants(answer.scope):
        await revoked(asking, vendor, given)
        raise NotGranted(Trouble.DENIED)
    if not answer.refresh_token:
        raise Untold(Trouble.BROKEN)
    return given


async def renewed(asking: Asking, vendor: Vendor, given: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Return what is kept from now on. Raises ConsentOver where nobody consents any more, else Untold."""
    form = {"grant_type": "refresh_token", "refresh_token": given[REFRESH]}
    answer = await _asked(asking, vendor, form)
    return _kept(answer, answer.refresh_token or given[REFRESH], now)


async def revoked(asking: Asking, vendor: Vendor, given: Mapping[str, str]) -> None:
    """Take a consent back where the vendor has a call for it. Raises Untold where that does not answer."""
    token = given.get(REFRESH) or given[ACCESS]
    if vendor.revokes_at:
        await asking.ask("POST", vendor.revokes_at, form={"token": token})


async def key_known(asking: Asking, vendor: Vendor) -> bool:
    """Tell whether a vendor knows our app by its secret. Raises Untold where that cannot be told.

    It is asked to renew what never was: whoever is known is told so, and whoever is not is told that first.
    """
    form = {"grant_type": "refresh_token", "refresh_token": "of-nobody"}
    error = (await _sent(asking, vendor, form)).read(_Refusal).error
    if error not in ("invalid_grant", "invalid_client", "unauthorized_client"):
        raise Untold(Trouble.BROKEN)
    return error == "invalid_grant"


def good(given: Mapping[str, str], now: datetime) -> bool:
    """Tell whether the access token may be used still."""
    return now.timestamp() < int(given[UNTIL]) - EARLY.total_seconds()


async def _asked(asking: Asking, vendor: Vendor, form: Mapping[str, str]) -> _Answer:
    reply = await _sent(asking, vendor, form)
    if reply.status == 429:
        raise Untold(Trouble.THROTTLED, reply.retry_after)
    if reply.status in (400, 401, 403):
        error = reply.read(_Refusal).error
        # Microsoft says interaction_required where a company's rules changed: its owner has to consent anew.
        over = error in ("invalid_grant", "interaction_required", "consent_required")
        raise ConsentOver(Trouble.ENDED) if over else Untold(Trouble.DENIED)
    if reply.status != 200:
        raise Untold(Trouble.UNREACHABLE if reply.status >= 500 else Trouble.BROKEN)
    answer = reply.read(_Answer)
    if not answer.access_token or max(len(answer.access_token), len(answer.refresh_token)) > LONGEST_TOKEN:
        raise Untold(Trouble.BROKEN)
    return answer


async def _sent(asking: Asking, vendor: Vendor, form: Mapping[str, str]) -> Reply:
    sent = {**form, "client_id": vendor.client_id, "client_secret": vendor.secret}
    return await asking.ask("POST", vendor.tokens_at, form=sent)


def _kept(answer: _Answer, refresh: str, now: datetime) -> dict[str, str]:
    until = int(now.timestamp()) + min(max(answer.expires_in, 0), LONGEST)
    return {ACCESS: answer.access_token, REFRESH: refresh, UNTIL: str(until)}
