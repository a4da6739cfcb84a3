"""An organisation's account elsewhere: the calls of REST v1 about it, and the pages on the way to consent.

Each integration that connects one says what its pages tell and what becomes of the outside's code. How one
gets to the consent and back: `consent_elsewhere.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from aiohttp import web

from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.consent_elsewhere import ConnectedShown, ConnectShown, ConsentElsewhere
from anteroom.errors import AnteroomError, NotFound
from anteroom.passes.tokens import WrongToken


class AccountElsewhere(ABC):
    """The routes of one kind of account.

    `rest` is the address below /v1 with the organisation's `{id}`, `account` what people call it ("Zoom"),
    `refusals` what asking for a link or about the account may end with.
    """

    def __init__(
        self,
        consent: ConsentElsewhere,
        rest: str,
        account: str,
        *,
        refusals: tuple[type[AnteroomError], ...] = (),
    ) -> None:
        self.consent = consent
        self._rest = rest
        self._account = account
        self._refusals = refusals

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where they are; those below /v1 ask for the marketplace's key."""
        return [
            *(each.resource for each in self.declared),
            web.get(self.consent.connect, self.explain),
            web.post(self.consent.go, self.go),
            web.get(self.consent.back, self.back),
        ]

    @property
    def declared(self) -> tuple[Route, ...]:
        """Those below /v1, as that declares its calls."""
        return (
            Route(
                method="POST",
                path=self._rest,
                name=f"connect_{self.consent.kind}",
                tag="Tools",
                summary=f"Get a link by which an organisation connects its {self._account}, "
                "good for half an hour",
                handler=self.invite,
                scope=Scope.MEMBERS_WRITE,
                answers={201: ConnectShown},
                problems=self._refusals,
            ),
            Route(
                method="GET",
                path=self._rest,
                name=f"show_{self.consent.kind}",
                tag="Tools",
                summary=f"Say whether an organisation's {self._account} is connected",
                handler=self.tell,
                scope=Scope.MEMBERS_READ,
                answers={200: ConnectedShown},
                problems=self._refusals,
            ),
            Route(
                method="DELETE",
                path=self._rest,
                name=f"disconnect_{self.consent.kind}",
                tag="Tools",
                summary=f"Forget an organisation's {self._account} at once",
                handler=self.disconnect,
                scope=Scope.MEMBERS_WRITE,
                answers={204: None},
                problems=(NotFound,),
            ),
        )

    @abstractmethod
    async def invite(self, request: web.Request) -> web.Response:
        """Return the link that connects an organisation; who opens it consents elsewhere."""

    @abstractmethod
    async def tell(self, request: web.Request) -> web.Response:
        """Say whether it is connected."""

    @abstractmethod
    async def disconnect(self, request: web.Request) -> web.Response:
        """Forget its tokens at once. Raises NotFound where there are none."""

    async def explain(self, request: web.Request) -> web.Response:
        """Say what pressing on does; look without changing anything."""
        try:
            organisation = self.consent.meant(request)
        except WrongToken as error:
            return self.consent.failed(request, str(error))
        return await self.explained(request, organisation)

    @abstractmethod
    async def explained(self, request: web.Request, organisation: str) -> web.Response:
        """Say it to somebody of an organisation, by its id."""

    @abstractmethod
    async def go(self, request: web.Request) -> web.Response:
        """Send the browser to the consent."""

    async def back(self, request: web.Request) -> web.Response:
        """Take the outside's answer."""
        try:
            organisation, code = await self.consent.came_back(request)
        except WrongToken as error:
            return self.consent.failed(request, str(error))
        return await self.granted(request, organisation, code)

    @abstractmethod
    async def granted(self, request: web.Request, organisation: str, code: str) -> web.Response:
        """Connect an organisation by the code that the outside gave, and say what came of it."""
