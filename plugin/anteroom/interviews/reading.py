"""Human text on its way in: the guard reads it once, the policy says what follows."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.door import tangled
from anteroom.errors import BadInput, ContactInText
from anteroom.guard import Context, Verdict
from anteroom.house import House
from anteroom.people.countries import country_of
from anteroom.policy.model import Ruling
from anteroom.policy.ruling import ruling_for
from anteroom.proposals.model import Proposal

ANSWERABLE = "You can talk today: schedule an interview."


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text, what the guard said of it and which policy row decided.

    `permitted` tells that it holds a contact detail which the policy let pass.
    """

    text: str
    verdict: Verdict
    ruling: Ruling

    @property
    def permitted(self) -> bool:
        """Tell whether something was found in it and permitted."""
        return self.ruling.permits and not self.verdict.action.passes

    @property
    def note(self) -> str:
        """What is stored beside the text: verdict, guard version and deciding row."""
        return f"{self.verdict.action} guard={self.verdict.version} row={self.ruling.row}"


async def read_text(
    conn: Connection,
    house: House,
    proposal: Proposal,
    text: str,
    *,
    surface: str,
    field: str,
    language: str = "en",
) -> ReadText:
    """Read one text of one party. Raises ContactInText, naming `field`, where it may not pass.

    Raises BadInput for one that is encoded so often that nobody could tell what it says.
    """
    if tangled(text):
        raise BadInput("This text is encoded too often to be read. Please write it plainly.", field=field)
    ruling = await ruling_for(conn, house, proposal)
    countries = await countries_of(conn, proposal)
    verdict = house.guard.inspect(text, Context(countries, surface, language))
    if verdict.action.passes or ruling.permits:
        return ReadText(text, verdict, ruling)
    raise ContactInText(
        verdict.explanation or ANSWERABLE, reason=f"{verdict.action} by {ruling.row}", field=field
    )


async def countries_of(conn: Connection, proposal: Proposal) -> tuple[str, ...]:
    """Return the countries (ISO 3166) of a proposal's two members, as far as their zones tell."""
    rows = await conn.fetch(
        "select time_zone from person where id = any($1::text[])",
        [proposal.client_id, proposal.freelancer_id],
    )
    found = {country_of(row["time_zone"]) for row in rows}
    return tuple(sorted(country for country in found if country))
