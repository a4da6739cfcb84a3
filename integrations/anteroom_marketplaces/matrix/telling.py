"""REST v1: under which Matrix user id a member speaks; kept as a digest, recognised and never written out."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from anteroom.api.body import Told, read
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import BadInput, NotFound
from anteroom.house import House
from anteroom.marketplaces.connector_settings import MATRIX_USER
from anteroom.proposals import store as proposals
from anteroom_marketplaces.matrix import store

REST = "/v1/members/{id}/connections/matrix"


class UserBody(Told, frozen=True):
    """A Matrix user."""

    user_id: Annotated[str, msgspec.Meta(max_length=255)]


class Telling:
    """The calls of it."""

    def __init__(self, house: House) -> None:
        self._house = house

    @property
    def declared(self) -> tuple[Route, ...]:
        """As REST v1 declares its calls."""
        return (
            Route(
                method="PUT",
                path=REST,
                name="connect_matrix",
                tag="Members",
                summary="Say under which Matrix user id a member speaks",
                handler=self.put,
                scope=Scope.MEMBERS_WRITE,
                body=UserBody,
                answers={204: None},
                problems=(NotFound, BadInput),
            ),
            Route(
                method="DELETE",
                path=REST,
                name="disconnect_matrix",
                tag="Members",
                summary="Forget under which Matrix user id a member speaks",
                handler=self.delete,
                scope=Scope.MEMBERS_WRITE,
                answers={204: None},
                problems=(NotFound,),
            ),
        )

    async def put(self, request: web.Request) -> web.Response:
        """Note it."""
        body = await read(request, UserBody)
        if not MATRIX_USER.fullmatch(body.user_id):
            raise BadInput("This is no Matrix user id.", field="user_id")
        async with self._house.database.transaction() as conn:
            member = await proposals.member_by_external_id(conn, request.match_info["id"])
            if member is None:
                raise NotFound("There is no such member.")
            await store.put_user(conn, self._house, body.user_id, member.person_id)
        return web.Response(status=204)

    async def delete(self, request: web.Request) -> web.Response:
        """Forget it."""
        async with self._house.database.transaction() as conn:
            member = await proposals.member_by_external_id(conn, request.match_info["id"])
            if member is None or not await store.drop_user(conn, member.person_id):
                raise NotFound("There is no such member, or none that speaks in Matrix.")
        return web.Response(status=204)
