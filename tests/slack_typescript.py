"""Slack's own TypeScript types as a judge: of what we say, and of what the sandbox's Slack answers.

Types care for shapes and not for words: what was said is reduced to its shape, and each shape is asked once.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from anteroom.sandbox.slack.model import JsonObject
from anteroom.sandbox.slack.recorder import Exchange
from required import lacking

FOLDER = Path(__file__).parent / "slack" / "types"
HOW = "Slack's TypeScript types are missing: apt-get install npm && make readers"
LITERAL = {
    "type",
    "style",
    "response_type",
    "response_action",
    "include",
    "parse",
    "indent",
    "tab",
    "source",
    "token_type",
    "trigger_actions_on",
}
"""Keys whose values the types tell apart; every other text is as good as any."""
FREE_KEYS = {"unfurls", "values"}
"""Objects whose keys are not the types' but ours, or ids."""
ANY = "\u0000any"
KNOWS = (
    "auth.test",
    "chat.",
    "conversations.",
    "users.",
    "views.",
    "oauth.v2.access",
    "team.info",
    "apps.manifest.",
)
HEAD = """import type { KnownBlock, PlainTextOption, View } from '@slack/types';
import type * as web from '@slack/web-api';
declare const _: any;
"""
Shapes = dict[str, str]
"""By TypeScript line that declares it, where it comes from."""


KEPT: Shapes = {}
"""All shapes of this process's tests, for one judgement at their end."""


def keep(exchanges: Iterable[Exchange]) -> None:
    """Keep the shapes of what was said and answered."""
    KEPT.update(shapes(exchanges))


def shapes(exchanges: Iterable[Exchange]) -> Shapes:
    """Return every shape that was said or answered, as a TypeScript type and value."""
    found = (typed for each in exchanges for typed in _typed(each))
    return {f"{kind} = {_written(_bare(value))}": where for kind, value, where in found}


def _typed(each: Exchange) -> Iterator[tuple[str, Any, str]]:
    said, where = each.said or {}, f"{each.way} {each.name}"
    if each.way == "call" and each.name.startswith(KNOWS):
        name = "".join(part[0].upper() + part[1:] for part in each.name.split("."))
        if each.as_json:
            # Any call of an organisation's token names the workspace (…/enterprise/apps/changes-apis).
            own = {key: value for key, value in said.items() if key != "team_id"}
            yield f"web.{name.replace('Oauth', 'OAuth')}Arguments", own, where
        if each.answer.get("ok"):
            yield f"web.{name}Response", _keys(each.answer), f"the answer to {each.name}"
    views = [said["view"]] if isinstance(said.get("view"), dict) else []
    for view in views:
        yield "View", view, where
        yield "KnownBlock[]", view.get("blocks", []), where
    if isinstance(said.get("blocks"), list):
        yield "KnownBlock[]", said["blocks"], where
    if each.way == "acknowledgement" and "options" in said:
        yield "PlainTextOption[]", said["options"], where


def _written(bare: Any) -> str:
    return json.dumps(bare).replace(json.dumps(ANY), "_")


def _keys(value: Any) -> Any:
    """Return only the keys: the types of answers are made from examples, whose values are each a type."""
    if isinstance(value, dict):
        # Blocks are judged where they are said; here their types are a mixture of all.
        return {name: _keys(inner) for name, inner in value.items() if name != "blocks"}
    return [_keys(inner) for inner in value] if isinstance(value, list) else ANY


def _bare(value: Any, key: str = "") -> Any:
    """Return only the shape: words that the types do not tell apart, numbers and equal items are one."""
    if isinstance(value, dict):
        if key in FREE_KEYS:
            return {str(number): _bare(inner) for number, inner in enumerate(value.values())}
        return {name: _bare(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        found: list[Any] = []
        for inner in value:
            bare = _bare(inner, key)
            if bare not in found:
                found.append(bare)
        return found
    if isinstance(value, str):
        return value if key in LITERAL or value == ANY else "x"
    return 1 if isinstance(value, int | float) and not isinstance(value, bool) else value


def manifest_shape(manifest: JsonObject) -> Shapes:
    """Return a manifest as the type that `apps.manifest.validate` takes."""
    return {f"web.AppsManifestValidateArguments['manifest'] = {json.dumps(manifest)}": "the manifest"}


def missing() -> str:
    """Return why TypeScript cannot be asked; empty where it can."""
    if shutil.which("node") is not None and (FOLDER / "node_modules" / "typescript").is_dir():
        return ""
    return HOW


def complaints(asked: Shapes) -> list[str]:
    """Return what the types object to, with where the shape comes from; empty where they take everything."""
    lines = [f"export const s{number}: {line};" for number, line in enumerate(asked)]
    places = list(asked.values())
    # Where its packages are found: TypeScript looks upwards from the file that asks.
    with tempfile.TemporaryDirectory(dir=FOLDER, prefix=".asked-") as folder:
        file = Path(folder) / "asked.ts"
        file.write_text(HEAD + "\n".join(lines), encoding="utf-8")
        compiler = FOLDER / "node_modules" / "typescript" / "bin" / "tsc"
        options = ("--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022")
        done = subprocess.run(
            ["node", str(compiler), *options, "--pretty", "false", str(file)],
            capture_output=True,
            timeout=120,
        )
    said = done.stdout.decode()
    found = []
    for line in said.splitlines():
        place, _, words = line.partition("): error ")
        if words:
            number = int(place.rpartition("(")[2].partition(",")[0]) - 1 - HEAD.count("\n")
            found.append(f"{places[number]}: {words}\n    {lines[number][:2000]}")
    if done.returncode and not found:
        raise RuntimeError(said + done.stderr.decode())
    return found


def required() -> None:
    """Skip where TypeScript is not there, saying how to get it; fail where everything is required."""
    why = missing()
    if why:
        lacking(why)
