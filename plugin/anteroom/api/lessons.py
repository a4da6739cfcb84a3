"""REST v1: what somebody is taught who slipped, as fields to show; beside the verdict, wherever one comes."""

from __future__ import annotations

import msgspec

from anteroom.api.answers import Shown, Uri
from anteroom.conduct.lessons.model import Lesson, Step
from anteroom.conduct.lessons.words import Told, told
from anteroom.house import House


class LessonWay(Shown, frozen=True):
    """The sanctioned way: a button's `label`, and the address to which you lead whom you vouch for."""

    label: str
    url: Uri


class LessonShown(Shown, frozen=True):
    """What to show a member beside the explanation, in the member's language.

    `way` is not there for who has no account with you.
    """

    step: Step
    language: str
    title: str
    sentences: tuple[str, ...]
    way: LessonWay | msgspec.UnsetType = msgspec.UNSET


async def lesson_shown(house: House, lesson: Lesson | None) -> LessonShown | None:
    """Return a lesson as an answer has it; None for none."""
    if lesson is None:
        return None
    async with house.database.connection() as conn:
        return as_shown(await told(conn, house, lesson))


def as_shown(lesson: Told) -> LessonShown:
    """Return a worded lesson as fields."""
    return LessonShown(
        step=lesson.step,
        language=lesson.language,
        title=lesson.title,
        sentences=lesson.sentences,
        way=LessonWay(label=lesson.button, url=lesson.url) if lesson.url else msgspec.UNSET,
    )
