"""REST v1: what is asked to be kept confidential."""

from __future__ import annotations

from aiohttp import web

from anteroom.agreements.actions import ask_for
from anteroom.api.body import Told, read
from anteroom.api.interview_answers import REFUSED, InterviewShown, answer_with
from anteroom.api.interview_bodies import AgreementBody
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import ContactInText, TooManyInvitations


class AskBody(Told, frozen=True):
    """Another agreement, or with null none any more."""

    member: Short
    agreement: AgreementBody | None


async def ask_for_agreement(request: web.Request) -> web.Response:
    """Ask for another agreement, or drop it. Whoever signed the old one is asked anew."""
    body = await read(request, AskBody)
    house, interview_id = house_of(request), request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    title, text = (body.agreement.title, body.agreement.whole) if body.agreement else ("", "")
    return await answer_with(request, await ask_for(house, interview_id, person, title, text))


ROUTES = (
    Route(
        method="POST",
        path="/v1/interviews/{id}/agreement",
        name="ask_for_agreement",
        tag="Interviews",
        summary="Ask for another agreement, or drop it",
        handler=ask_for_agreement,
        scope=Scope.INTERVIEWS_WRITE,
        body=AskBody,
        answers={200: InterviewShown},
        problems=(*REFUSED, ContactInText, TooManyInvitations),
        actor="The host.",
        notes="Whoever signed the old one is asked anew.",
        remembers=True,
        tagged=True,
        matches=True,
    ),
)
