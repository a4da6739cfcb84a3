"""Times of an interview's life, and how many people may be asked, of app.yaml."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.settings.document import Document


@dataclass(frozen=True)
class Caps:
    """What is allowed within 24 hours: guests asked by one client or by one organisation, and how often one
    person is asked or told of a change by all of them.
    """

    guests_per_client: int
    guests_per_organisation: int
    times_per_person: int


@dataclass(frozen=True)
class Interviews:
    """Times of an interview's life: minutes before its start, minutes after its end, days after its end.

    `offers_by_mail`: a client whom nothing nearer reaches hears of a freelancer's offer by mail.
    """

    doors_open_before_minutes: int
    grace_minutes: int
    reply_days: int
    offers_by_mail: bool
    caps: Caps


def read_interviews(document: Document) -> Interviews:
    """Read what a deployment says of interviews; every fault is noted in the document."""
    return Interviews(
        doors_open_before_minutes=document.whole(
            "interviews.doors_open_before_minutes", low=0, high=120, default=10
        ),
        grace_minutes=document.whole("interviews.grace_minutes", low=1, high=120, default=10),
        reply_days=document.whole("interviews.reply_days", low=1, high=3650, default=90),
        offers_by_mail=document.flag("interviews.offers_by_mail", default=True),
        caps=Caps(
            guests_per_client=document.whole(
                "interviews.caps.guests_per_client", low=1, high=100_000, default=60
            ),
            guests_per_organisation=document.whole(
                "interviews.caps.guests_per_organisation", low=1, high=1_000_000, default=300
            ),
            times_per_person=document.whole(
                "interviews.caps.times_per_person", low=1, high=1_000, default=20
            ),
        ),
    )
