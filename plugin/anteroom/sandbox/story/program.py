"""The marketplace's own programs in the story: they call the API with a key, and what they read is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anteroom.sandbox.captures import Capture
from anteroom.sandbox.marketplace.anteroom_client import AnteroomClient
from anteroom.sandbox.story.scene import Scene


async def call_api(
    scene: Scene, path: str, body: Mapping[str, Any] | None = None, *, once: str = "", trust: bool = False
) -> Any:
    """Send a body to the API, or read there without one, and return what it answers.

    With `trust` it is the program of the trust and support people, with their key; under the same key `once`
    a call is done once. Raises AnteroomRefused, AnteroomUnreachable.
    """
    world = scene.world
    reader, secrets = world.settings.marketplace.name, world.settings.secrets
    key = (secrets.review_key or "") if trust else secrets.api_key

    def heard(what: str, reader: str, headers: Mapping[str, str], answer: bytes) -> None:
        scene.received.append(
            Capture(scene.clock.now(), "http", "Anteroom", (reader,), answer, dict(headers), what)
        )

    client = AnteroomClient(world.url, key, heard)
    try:
        if body is None:
            return await client.get(path, {}, reader)
        return await client.post(path, body, reader, once=once)
    finally:
        await client.close()
