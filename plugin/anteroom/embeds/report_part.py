"""Reporting on a card in an embed: made by whoever is in the interview, told by its reference alone."""

from __future__ import annotations

from collections.abc import Mapping

from anteroom.conduct.reports.actions import make_report
from anteroom.conduct.reports.model import Category, MakeReport, Way
from anteroom.embeds.sessions import Viewer
from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.interviews.model import Interview


async def report_on(house: House, interview: Interview, viewer: Viewer, form: Mapping[str, str]) -> str:
    """Report something about an interview, and return the report's reference. Raises BadInput."""
    category = next((each for each in Category if each.value == form.get("category")), None)
    if category is None:
        raise BadInput("Choose what it is about.", field="category")
    words = form.get("words", "")
    command = MakeReport(viewer.person_id, category, words, interview.id, Way.CARD)
    return (await make_report(house, command)).id
