"""Run in the servers' own environment: upload calendar messages to a CalDAV server and say what it keeps.

    read_back.py URL FOLDER START END

Each `*.ics` of FOLDER is put as it is into a new calendar under URL. On stdout, as JSON, what the `caldav`
package reads between START and END (ISO, UTC): `events`, and `busy`, the server's own reading of the times.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from caldav import DAVClient


def main(url: str, folder: str, start: str, end: str) -> None:
    span = datetime.fromisoformat(start), datetime.fromisoformat(end)
    with DAVClient(url, username="reader", password="none") as client:
        calendar = client.principal().make_calendar(name="read back", cal_id="read-back")
        for file in sorted(Path(folder).glob("*.ics")):
            answer = client.put(
                f"{calendar.url}{file.name}",
                file.read_text(encoding="utf-8"),
                {"Content-Type": "text/calendar"},
            )
            assert answer.status == 201, (file.name, answer.status, answer.reason)
        found = calendar.search(event=True, start=span[0], end=span[1])
        busy = calendar.freebusy_request(*span)
        said = {
            "events": [_event(each.icalendar_component) for each in found],
            "busy": [
                _period(each) for free in busy.icalendar_instance.walk("VFREEBUSY") for each in _busy(free)
            ],
        }
    sys.stdout.write(json.dumps(said))


def _event(event: Any) -> dict[str, Any]:
    attendees = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
    return {
        "uid": str(event["UID"]),
        "start": _instant(event["DTSTART"].dt),
        "end": _instant(event["DTEND"].dt),
        "summary": str(event["SUMMARY"]),
        "organizer": str(event["ORGANIZER"]),
        "attendees": [
            [str(each), str(each.params["CN"]), str(each.params["PARTSTAT"])] for each in attendees
        ],
    }


def _busy(free: Any) -> list[Any]:
    values = free.get("FREEBUSY", [])
    return values if isinstance(values, list) else [values]


def _period(period: Any) -> list[str]:
    return [_instant(period.start), _instant(period.end)]


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


if __name__ == "__main__":
    main(*sys.argv[1:])
