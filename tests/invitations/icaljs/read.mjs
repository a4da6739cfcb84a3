// A JSON list of calendar messages in, a JSON list of readings out: ical.js is asked once for all of them.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

function reading(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent");
  if (calendar.name !== "vcalendar" || events.length !== 1) {
    throw new Error(`${calendar.name} of ${events.length} events`);
  }
  const [event] = events;
  const instant = (name) => event.getFirstPropertyValue(name)?.toUnixTime() ?? null;
  const address = (property) => property.getFirstValue().replace(/^mailto:/, "");
  const label = (property) => property.getParameter("cn") ?? "";
  const organizer = event.getFirstProperty("organizer");
  return {
    method: calendar.getFirstPropertyValue("method"),
    uid: event.getFirstPropertyValue("uid"),
    sequence: event.getFirstPropertyValue("sequence"),
    dtstamp: instant("dtstamp"),
    start: instant("dtstart"),
    end: instant("dtend"),
    organizer: organizer && [address(organizer), label(organizer)],
    attendees: event
      .getAllProperties("attendee")
      .map((each) => [address(each), label(each), each.getParameter("partstat") ?? ""]),
    summary: event.getFirstPropertyValue("summary") ?? "",
  };
}

function readingOrFault(text) {
  try {
    return reading(text);
  } catch (error) {
    return { fault: String(error) };
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(readingOrFault)));
