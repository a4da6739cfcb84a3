"""REST v1: a member's own data, handed over or erased."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.availability import CalendarShown, HoursOfDay, calendar_shown, week_shown
from anteroom.api.body import Told, read, read_query
from anteroom.api.caller import CALLER
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.members import Field, MemberShown, member_shown
from anteroom.api.own_told import (
    NudgesHeld,
    ReportMade,
    WrittenToSupport,
    minted_of,
    nudges_held,
    reports_made,
    written_to_support,
)
from anteroom.api.reviews import Name, ReadingBody, Word
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.api.zones import TravelShown, travel_shown
from anteroom.errors import NotFound
from anteroom.people.erasure import erase_member
from anteroom.people.export import MOST, Exported, export
from anteroom.responsiveness.model import Band


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
    """When the member works: ISO weekdays, and minutes after midnight in the own zone.

    `week` says it day by day; where the days differ, `begins` and `ends` are the earliest and the latest.
    """

    days: tuple[int, ...]
    begins: int
    ends: int
    week: tuple[HoursOfDay, ...]


class BusySpan(Shown, frozen=True):
    """From when until when a calendar says that the member is busy."""

    starts_at: Instant
    ends_at: Instant


class KeptCalendar(Shown, frozen=True):
    """A calendar that the member opened, and when it says that the member is busy: nothing else is kept."""

    calendar: CalendarShown
    busy: tuple[BusySpan, ...]


class ZoneTold(Shown, frozen=True):
    """One word on the member's time zone: whose, and when."""

    source: str
    time_zone: str
    at: Instant


class FigureShown(Shown, frozen=True):
    """How soon the member answers, of how many first replies."""

    band: Band
    counted: int
    within_24_hours: int
    within_3_days: int


class ExportShown(Shown, frozen=True):
    """All that we keep of a member; a detail that we do not keep is left out."""

    member: MemberShown
    rating: float | None
    completed_jobs: int
    details: dict[Literal["email", "phone", "handle", "address"], str]
    working_hours: HoursShown | None
    calendars: tuple[KeptCalendar, ...]
    zones: tuple[ZoneTold, ...]
    travel: TravelShown | None
    disclosures: tuple[SharedShown, ...]
    interviews: tuple[SatShown, ...]
    responsiveness: FigureShown
    nudges: NudgesHeld
    written_to_support: tuple[WrittenToSupport, ...]
    reports: tuple[ReportMade, ...]
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
    parts = (
        *shown.disclosures,
        *shown.interviews,
        *shown.zones,
        *(each.calendar for each in shown.calendars),
    )
    own = [text for each in parts for text in texts_of(each)]
    own += texts_of(shown.travel) if shown.travel else ()
    own += [text for each in shown.calendars for span in each.busy for text in texts_of(span)]
    own += minted_of(shown.nudges, shown.written_to_support, shown.reports)
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
        working_hours=HoursShown(
            days=tuple(sorted(hours.days)), begins=hours.begins, ends=hours.ends, week=week_shown(hours)
        )
        if hours
        else None,
        calendars=tuple(
            KeptCalendar(
                calendar=calendar_shown(source),
                busy=tuple(
                    BusySpan(starts_at=_instant(begins), ends_at=_instant(ends)) for begins, ends in spans
                ),
            )
            for source, spans in found.calendars
        ),
        zones=tuple(
            ZoneTold(source=each.source.value, time_zone=each.zone, at=each.at.isoformat())
            for each in found.zones
        ),
        travel=travel_shown(found.travel) if found.travel else None,
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
        responsiveness=FigureShown(
            band=found.answers.band,
            counted=found.answers.counted,
            within_24_hours=found.answers.within_a_day,
            within_3_days=found.answers.within_three_days,
        ),
        nudges=nudges_held(found.nudges, MOST),
        written_to_support=written_to_support(found.notes),
        reports=reports_made(found.reports),
        more=found.more,
    )


def _instant(second: int) -> Instant:
    return datetime.fromtimestamp(second, UTC).isoformat()


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
        "the newest 1000, of what the member wrote the newest 200; `more` says whether something was left "
        "out. Contact details in `words` are masked; null: they are gone, or hold what could not be masked.",
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
