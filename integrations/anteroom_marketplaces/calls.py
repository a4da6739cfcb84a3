"""Signed calls to a marketplace, and what its answers mean."""

from __future__ import annotations

from anteroom.effects.model import Refused, TryLater
from anteroom.house import House
from anteroom.signed_call import Answered, Call, NotAnswered, NotPublic, NotReached, SignedCalls

NO = frozenset({400, 404, 410, 413, 422})
"""What will be answered the same however often it is asked."""


class Calls:
    """Carries calls out, signed under the marketplace's secret."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._signed = SignedCalls(allow_private=house.settings.allow_private_targets)

    async def open(self) -> None:
        """Open the session."""
        await self._signed.open()

    async def close(self) -> None:
        """Close the session."""
        await self._signed.close()

    async def carry(self, call: Call, *, read: int = 0) -> Answered:
        """Make a call; 2xx is success and nothing else is. Raises TryLater or Refused."""
        secret, now = self._house.settings.secrets.marketplace_secret, self._house.clock.now()
        try:
            answer = await self._signed.make(call, secret, now, read=read)
        except NotPublic as error:
            raise Refused("the marketplace's address is not a public one") from error
        except NotReached as error:
            raise TryLater("the marketplace cannot be reached") from error
        except NotAnswered as error:
            raise TryLater("the marketplace did not answer", certain=False) from error
        if 200 <= answer.status < 300:
            return answer
        if answer.status in NO:
            raise Refused(f"the marketplace answered {answer.status}")
        certain = answer.status in (401, 403, 429)
        raise TryLater(f"the marketplace answered {answer.status}", after=answer.retry_after, certain=certain)
