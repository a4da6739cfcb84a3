"""REST v1: a member's own data, handed over or erased."""

from __future__ import annotations

from typing import Literal

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.body import Told, read, read_query
from anteroom.api.caller import CALLER
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import Field, MemberShown, member_shown
from anteroom.api.reviews import Name, ReadingBody, Word
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.errors import NotFound
from anteroom.people.erasure import erase_member
from anteroom.people.export import Exported, export


class ErasureQuery(Told, frozen=True):
    """Who had a member erased, and why."""

    reviewer: Name
    reason: Word


class SharedShown(Shown, frozen=True):
    """One field of the member that a viewer could see."""

    contract: str
    viewer: str | None
    field: Field
    at: Instant
    ended_at: Instant | None


class SatShown(Shown, frozen=True):
    """One interview that the member was in."""

    interview: str
    proposal: str
    role: str
    state: str
    starts_at: Instant
    ends_at: Instant
    answer: str


class HoursShown(Shown, frozen=True):
    """When the member works: ISO weekdays, and minutes after midnight in the own zone."""

    days: tuple[int, ...]
    begins: int
    ends: int


class ExportShown(Shown, frozen=True):
    """All that we keep of a member; a detail that we do not keep is left out."""

    member: MemberShown
    rating: float | None
    completed_jobs: int
    details: dict[Literal["email", "phone", "handle", "address"], str]
    working_hours: HoursShown | None
    disclosures: tuple[SharedShown, ...]
    interviews: tuple[SatShown, ...]
    more: bool


class ErasedShown(Shown, frozen=True):
    """What became of it: how many interviews that were to come are off."""

    id: str
    erased: bool
    interviews_ended: int


async def post_export(request: web.Request) -> web.Response:
    """Hand over all that we keep of a member, to who bears the key; it is in the ledger."""
    body, house = await read(request, ReadingBody), house_of(request)
    found = await export(house, request.match_info["id"], body.reviewer, body.reason, request[CALLER].id)
    details = {name: value.reveal() for name, value in found.details.items()}
    shown = _exported(found, details)
    own = [text for each in (*shown.disclosures, *shown.interviews) for text in texts_of(each)]
    # The owner's export: these values pass the door in this very answer, and nobody else's.
    request[PASSAGE] = Passage(readers=(found.member.person_id,), minted=(*details.values(), *own))
    return respond(request, shown)


async def delete_member(request: web.Request) -> web.Response:
    """Erase a member."""
    query, house = read_query(request, ErasureQuery), house_of(request)
    external_id = request.match_info["id"]
    ended = await erase_member(house, external_id, query.reviewer, query.reason, request[CALLER].id)
    return respond(request, ErasedShown(id=external_id, erased=True, interviews_ended=ended))


def _exported(found: Exported, details: dict[str, str]) -> ExportShown:
    hours = found.hours
    return ExportShown(
        member=member_shown(found.member),
        rating=found.member.rating,
        completed_jobs=found.member.completed_jobs,
        details=details,  # type: ignore[arg-type]  # by the four names alone
        working_hours=HoursShown(days=tuple(sorted(hours.days)), begins=hours.begins, ends=hours.ends)
        if hours
        else None,
        disclosures=tuple(
            SharedShown(
                contract=each.contract,
                viewer=each.viewer,
                field=each.field,  # type: ignore[arg-type]  # the table keeps the four names alone
                at=each.at.isoformat(),
                ended_at=written(each.ended_at),
            )
            for each in found.shared
        ),
        interviews=tuple(
            SatShown(
                interview=each.interview,
                proposal=each.proposal,
                role=each.role,
                state=each.state,
                starts_at=each.starts_at.isoformat(),
                ends_at=each.ends_at.isoformat(),
                answer=each.answer,
            )
            for each in found.interviews
        ),
        more=found.more,
    )


ROUTES = (
    Route(
        method="POST",
        path="/v1/members/{id}/export",
        name="export_member",
        tag="Members",
        summary="Hand over all that is kept of a member, by whom and for a reason",
        handler=post_export,
        scope=Scope.DETAILS_READ,
        body=ReadingBody,
        answers={200: ExportShown},
        problems=(NotFound,),
        notes="For the member. Who did it and why is in the ledger before it is shown. Of the lists at most "
        "the newest 1000; `more` says whether something was left out.",
        example={"reviewer": "t-12", "reason": "access_request"},
    ),
    Route(
        method="DELETE",
        path="/v1/members/{id}",
        name="erase_member",
        tag="Members",
        summary="Erase a member: key, details, aliases and texts; interviews to come are off",
        handler=delete_member,
        scope=Scope.MEMBERS_ERASE,
        query=ErasureQuery,
        answers={200: ErasedShown},
        problems=(NotFound,),
        notes="Cannot be undone. The ledger keeps ids. The member's proposals are archived, and whoever was "
        "to be met is told. The same id told again is another person.",
    ),
)
