"""An hour as clocks in a zone show it, as an instant; never one that is not there, or is there twice."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo


class ClocksChange(Exception):
    """At this hour the clocks change: it stands for two instants (`twice`) or for none."""

    def __init__(self, *, twice: bool) -> None:
        super().__init__("twice" if twice else "skipped")
        self.twice = twice


def instant_at(local: datetime, zone: tzinfo) -> datetime:
    """Return the instant in UTC at which clocks in `zone` show `local`, which has no zone.

    Raises ClocksChange, and OverflowError for what lies outside of all calendars.
    """
    earlier = local.replace(tzinfo=zone, fold=0)
    later = local.replace(tzinfo=zone, fold=1)
    found = earlier.astimezone(UTC)
    # In the gap of spring the hour comes back as another one; in autumn it stands for two instants.
    if found.astimezone(zone).replace(tzinfo=None) != local:
        raise ClocksChange(twice=False)
    if later.utcoffset() != earlier.utcoffset():
        raise ClocksChange(twice=True)
    return found
