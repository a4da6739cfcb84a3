"""A document on its way in: the guard reads it, and what it finds is hidden instead of holding it up."""

from __future__ import annotations

from collections.abc import Mapping

from anteroom.agreements.document import OWN, Content, Document, Hidden, hide, take_marks, together
from anteroom.agreements.ours import Ours, ours_with
from anteroom.database.connection import Connection
from anteroom.door import tangled
from anteroom.errors import BadInput, ContactInText
from anteroom.guard import VERSION, Action, Context, Kind
from anteroom.house import House
from anteroom.interviews.commands import LONGEST_TITLE
from anteroom.languages import Language, spoken
from anteroom.people.persons import zone_and_language
from anteroom.plain_text import lines, one_line
from anteroom.policy.model import Purpose
from anteroom.proposals.model import Proposal
from anteroom.texts.errand import Errand
from anteroom.texts.judging import Judged, countries_of, judge

LONGEST = 20_000
"""Characters, as many as the guard reads."""
USUAL_TITLE: Mapping[Language, str] = {"en": "Confidentiality agreement", "es": "Acuerdo de confidencialidad"}


async def read_document(
    conn: Connection,
    house: House,
    proposal: Proposal,
    writer: str,
    title: str,
    typed: str,
    errand: Errand,
) -> Document | None:
    """Return the document of the person `writer`; None where nothing was typed.

    Contact details, and what stands between double square brackets, are hidden. A detail that cannot be
    taken out of the text holds it, as anywhere else: raises ContactInText. Raises BadInput for what is too
    long, for what nobody could read, and for a title that would give a contact detail away.
    """
    text = lines(typed)
    if not text:
        return None
    if len(text) > LONGEST:
        raise BadInput(f"The agreement is longer than {LONGEST:,} characters.", field="nda")
    if tangled(text):
        raise BadInput("This text is encoded too often to be read. Please write it plainly.", field="nda")
    named = checked_title(house, title)
    own = ours_with(text)
    if own is not None:
        return document_of(own, named)
    _, language = await zone_and_language(conn, writer)
    clean, marked = take_marks(text)
    judged = await judge(conn, house, proposal, writer, clean, surface="agenda", purpose=Purpose.LEGAL)
    hidden = together([*marked, *_found(house, judged)])
    shown = hide(clean, hidden, language)
    if not judged.action.passes:
        left = house.guard.inspect(shown, Context(await countries_of(conn, proposal), "agenda", language))
        overlong = any(each.kind is Kind.OVERLONG for each in judged.verdict.findings)
        if overlong or not left.action.passes:
            raise ContactInText(
                judged.why,
                reason=f"{judged.action} by {judged.ruling.row}",
                field="nda",
                unsent=judged.unsent(proposal, "nda", errand),
            )
    salt = house.randomness.token(40) if hidden else ""
    usual = USUAL_TITLE[spoken(language)]
    return Document(
        title=named or usual,
        shown=shown,
        content=Content(clean, hidden, salt),
        source=OWN,
        permitted=judged.permitted,
        note=judged.note,
    )


def document_of(own: Ours, title: str = "") -> Document:
    """Return our own text as a document."""
    note = f"{Action.ALLOW} guard={VERSION} row=ours"
    return Document(title or own.title, own.text, Content(own.text, (), ""), own.source, note=note)


def checked_title(house: House, typed: str) -> str:
    """Return a title as others may read it. Raises BadInput where it says how to reach somebody."""
    title = one_line(typed)
    if len(title) > LONGEST_TITLE:
        raise BadInput(f"The agreement's title is longer than {LONGEST_TITLE} characters.", field="nda_title")
    if title and house.guard.inspect(title, Context((), "title")).action is not Action.ALLOW:
        raise BadInput(
            "The agreement's title looks as if it told how to reach somebody. Please give it another.",
            field="nda_title",
        )
    return title


def _found(house: House, judged: Judged) -> list[Hidden]:
    """Return what the guard found and must not be read; nothing where the policy, or people, let it pass.

    What only looks a little like a contact detail is hidden as well: a document loses nothing by that, and a
    street beside a hidden number looks like one far more. A mere hint at leaving is hidden where it is held.
    """
    if judged.ruling.permits or judged.action is Action.ALLOW:
        return []
    least = house.settings.guard.redact_at if judged.verdict.action is not Action.WARN else 0.0
    return [
        Hidden(each.start, each.end, each.kind.value)
        for each in judged.verdict.findings
        if each.kind.detail or (not judged.action.passes and each.score >= least)
    ]
