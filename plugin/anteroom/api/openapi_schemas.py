"""The schemas of the OpenAPI document: what msgspec says of the structs that read bodies and write answers.

They are JSON Schema 2020-12, which is what OpenAPI 3.1 speaks (OpenAPI 3.1.1, 4.8.24).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from anteroom.api.problems import Problem
from anteroom.api.route import Route

Json = dict[str, Any]
SCHEMAS = "#/components/schemas/{name}"


def schemas(routes: Iterable[Route]) -> Mapping[str, Json]:
    """Return the schemas of all bodies and answers of these calls, and of problems, by their names."""
    kinds: dict[type[msgspec.Struct], None] = {Problem: None}
    for route in routes:
        kinds |= dict.fromkeys(kind for kind in (route.body, *route.answers.values()) if kind is not None)
    _, named = msgspec.json.schema_components(list(kinds), ref_template=SCHEMAS)
    written = json.dumps(named)
    for name in named:
        if "." in name:
            written = written.replace(f'{name}"', f'{_telling(name)}"')
    return {name: _described(name, each) for name, each in sorted(json.loads(written).items())}


def by_ecma(said: Any) -> Any:
    """Write patterns as ECMA-262 has them, which JSON Schema asks for: it ends a text by `$` alone."""
    match said:
        case dict():
            return {
                name: each.replace(r"\Z", "$")
                if name == "pattern" and isinstance(each, str)
                else by_ecma(each)
                for name, each in said.items()
            }
        case list():
            return [by_ecma(each) for each in said]
        case _:
            return said


def _telling(name: str) -> str:
    """Return a name for one of several that are called alike, such as the states, from its module."""
    *_, noun, module, last = name.split(".")
    return f"{(noun.removesuffix('s') if module == 'model' else module).title()}{last}"


def _described(name: str, schema: Json) -> Json:
    # Programs that make clients call a class by the title, and want to know that an enum's values are texts.
    schema["title"] = name
    if all(isinstance(each, str) for each in schema.get("enum", [None])):
        schema["type"] = "string"
    if "description" in schema:
        schema["description"] = " ".join(schema["description"].split())
    return schema
