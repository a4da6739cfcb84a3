"""Who hears of a report: the marketplace by webhook, and in the end whoever made it. Ids and states only."""

from __future__ import annotations

from anteroom.conduct.reports.model import Report, State
from anteroom.database.connection import Connection
from anteroom.effects.wish import tell_marketplace, want_one_off
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.proposals import store as proposals

BY_SLACK = "slack_report"
BY_MAIL = "report_mail"
"""The kinds of the adapters that tell a reporter; `data` names the report and what was found."""


async def tell_of_report(conn: Connection, house: House, report: Report, event: str) -> None:
    """Tell the marketplace; of whom it complains and what it says stay with those who read it here."""
    data = {"event": event, "report": report.id, "category": report.category.value}
    if report.state is State.DECIDED and report.outcome is not None:
        data["outcome"] = report.outcome.value
        reporter = await proposals.member_by_person(conn, report.reporter_id)
        if reporter is not None:
            # So that it can tell its member where we have no way to.
            data["member"] = reporter.external_id
    await tell_marketplace(conn, house, report.id, data, interview_id=report.interview_id)


async def tell_reporter(conn: Connection, house: House, report: Report) -> None:
    """Tell whoever reported that it was looked at and in a word what was found; nothing of anybody else.

    In Slack where that reaches them, else by mail about the interview; who has neither is the marketplace's
    to tell.
    """
    assert report.outcome is not None
    data = {"report": report.id, "outcome": report.outcome.value}
    by_slack = house.adapters.of(BY_SLACK)
    if by_slack is not None and await by_slack.reaches(conn, house, report.reporter_id):
        await want_one_off(conn, house, BY_SLACK, f"{BY_SLACK}:{report.reporter_id}", data)
        return
    by_mail = house.adapters.of(BY_MAIL)
    if by_mail is None or report.interview_id is None:
        return
    party = (await interviews.load(conn, report.interview_id)).party_of(report.reporter_id)
    if party is not None and await by_mail.reaches(conn, house, report.reporter_id):
        await want_one_off(
            conn,
            house,
            BY_MAIL,
            f"{BY_MAIL}:{report.interview_id}",
            data,
            interview_id=report.interview_id,
            party_id=party.id,
        )
