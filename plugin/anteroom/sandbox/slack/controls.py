"""The things one can press, type into and choose from, as HTML form controls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from anteroom.sandbox.slack.elements import all_options
from anteroom.sandbox.slack.fields import is_field, offered_in, start_values
from anteroom.sandbox.slack.model import JsonObject, View
from anteroom.sandbox.slack.mrkdwn import Reader

_TYPES = {
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "number",
    "datetimepicker": "datetime-local",
    "datepicker": "date",
    "timepicker": "time",
}


def form_value(element: JsonObject, state: JsonObject, zone: str) -> list[str]:
    """Return what the form shows for a field's state: nothing, one value, or several."""
    value: Any = next((value for key, value in state.items() if key != "type"), None)
    if value in (None, "", []):
        return []
    if element["type"] == "datetimepicker":
        return [datetime.fromtimestamp(value, UTC).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")]
    many = value if isinstance(value, list) else [value]
    return [str(one["value"]) if isinstance(one, dict) else str(one) for one in many]


class Controls:
    """Draws controls of one block for one person."""

    def __init__(self, reader: Reader, view: View | None, block_id: str) -> None:
        self._reader = reader
        self._view = view
        self._block_id = block_id

    def button(self, element: JsonObject) -> str:
        """Return a button; one with an address is a link that opens beside and tells the app."""
        kind = {"primary": " slack-primary", "danger": " slack-danger"}.get(element.get("style", ""), "")
        act = escape(self._path(element))
        words = escape(element["text"]["text"])
        named = escape(element.get("accessibility_label", ""))
        spoken = f' aria-label="{named}"' if named else ""
        address = element.get("url", "")
        if address.startswith(("http://", "https://")):
            return (
                f'<a class="slack-button{kind}" href="{escape(address)}" target="_blank" rel="noopener" '
                f'data-act="{act}"{spoken}>{words}</a>'
            )
        where = f' formaction="{self._base()}/click" formnovalidate'
        return f'<button class="slack-button{kind}" name="act" value="{act}"{where}{spoken}>{words}</button>'

    def menu(self, element: JsonObject, field_id: str, label: str) -> str:
        """Return a menu; in Slack choosing acts at once, here a button does, so that nothing surprises."""
        act = escape(self._path(element))
        if element["type"] == "overflow":
            drawn = self._select(element, field_id, label, element["options"], "", "")
        else:
            drawn = self.field(element, field_id, label, "", wrong=False)
        where = f' formaction="{self._base()}/click" formnovalidate'
        return f'{drawn}<button class="slack-button" name="act" value="{act}"{where}>Choose</button>'

    def field(self, element: JsonObject, field_id: str, label: str, described: str, *, wrong: bool) -> str:
        """Return a labelled field; `label` is HTML already."""
        more = f' aria-describedby="{described}"' if described else ""
        more += ' aria-invalid="true"' if wrong else ""
        match element["type"]:
            case "checkboxes" | "radio_buttons":
                kind = "checkbox" if element["type"] == "checkboxes" else "radio"
                return self._several(element, field_id, label, more, kind, element["options"])
            case "multi_static_select":
                return self._several(element, field_id, label, more, "checkbox", all_options(element))
            case "multi_users_select":
                return self._several(element, field_id, label, more, "checkbox", self._people())
            case "users_select":
                return self._select(element, field_id, label, self._people(), more, "")
            case "static_select":
                return self._select(element, field_id, label, all_options(element), more, "")
            case "external_select" | "multi_external_select":
                return self._external(element, field_id, label, more)
            case _:
                return self._typed(element, field_id, label, more)

    def _typed(self, element: JsonObject, field_id: str, label: str, more: str) -> str:
        value = escape("".join(self._value(element)))
        name = f'id="{field_id}" name="{escape(self._name(element))}"'
        if "max_length" in element:
            more += f' maxlength="{int(element["max_length"])}"'
        if "placeholder" in element:
            more += f' placeholder="{escape(element["placeholder"]["text"])}"'
        if element["type"] == "datetimepicker":
            label += f' <span class="slack-zone">{escape(self._reader.person.tz)} time</span>'
        head = f'<label for="{field_id}">{label}</label>'
        if element.get("multiline"):
            return f'{head}<textarea {name} rows="4"{more}>{value}</textarea>'
        return f'{head}<input type="{_TYPES.get(element["type"], "text")}" {name} value="{value}"{more}>'

    def _select(
        self, element: JsonObject, field_id: str, label: str, options: list[JsonObject], more: str, extra: str
    ) -> str:
        chosen = self._value(element)
        rows = '<option value="">—</option>' + "".join(
            f'<option value="{escape(option["value"])}"{_mark("selected", option["value"] in chosen)}>'
            f"{escape(option['text']['text'])}</option>"
            for option in options
        )
        name = f'id="{field_id}" name="{escape(self._name(element))}"'
        return f'<label for="{field_id}">{label}</label>{extra}<select {name}{more}>{rows}</select>'

    def _several(
        self,
        element: JsonObject,
        field_id: str,
        label: str,
        more: str,
        kind: str,
        options: Iterable[JsonObject],
        extra: str = "",
    ) -> str:
        chosen, name = self._value(element), escape(self._name(element))
        rows = "".join(
            f'<label class="slack-choice"><input type="{kind}" name="{name}" '
            f'value="{escape(option["value"])}"'
            f"{_mark('checked', option['value'] in chosen)}> {self._option(option)}</label>"
            for option in options
        )
        return f'<fieldset id="{field_id}"{more}><legend>{label}</legend>{extra}{rows}</fieldset>'

    def _option(self, option: JsonObject) -> str:
        text = option["text"]
        words = self._reader.html(text["text"]) if text["type"] == "mrkdwn" else escape(text["text"])
        if "description" in option:
            words += f' <span class="slack-hint">{escape(option["description"]["text"])}</span>'
        return words

    def _external(self, element: JsonObject, field_id: str, label: str, more: str) -> str:
        path = escape(self._path(element))
        options = offered_in(self._view, self._block_id, element) if self._view else []
        least = int(element.get("min_query_length", 3))
        named = label.partition(" <")[0]  # an attribute holds no markup
        search = (
            f'<span class="slack-search"><input type="search" name="q/{path}" aria-label="Search in {named}" '
            f'data-suggest="{path}" data-least="{least}" autocomplete="off">'
            f'<button class="slack-button" name="suggest" value="{path}" formaction="{self._base()}/suggest" '
            f"formnovalidate>Search</button></span>"
        )
        if element["type"] == "multi_external_select":
            return self._several(element, field_id, label, more, "checkbox", options, search)
        return self._select(element, field_id, label, options, more, search)

    def _people(self) -> list[JsonObject]:
        return [
            {"text": {"type": "plain_text", "text": person.real_name}, "value": person.id}
            for person in self._reader.space.people.values()
            if not person.deleted
        ]

    def _value(self, element: JsonObject) -> list[str]:
        if not is_field(element):
            return []
        kept = self._view.values.get(self._block_id, {}) if self._view else {}
        state = kept.get(element["action_id"])
        if state is None:
            block = {"block_id": self._block_id, "element": element}
            state = start_values([block], {})[self._block_id][element["action_id"]]
        return form_value(element, state, self._reader.person.tz)

    def _path(self, element: JsonObject) -> str:
        return f"{quote(self._block_id, safe='')}/{quote(element['action_id'], safe='')}"

    def _name(self, element: JsonObject) -> str:
        return "v/" + self._path(element)

    def _base(self) -> str:
        return f"/pane/{quote(self._reader.person.id, safe='')}"


def _mark(name: str, there: bool) -> str:
    return f" {name}" if there else ""
