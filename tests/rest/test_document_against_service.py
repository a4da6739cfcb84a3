"""Somebody else's reading of the document is held against the service: schemathesis with all its checks."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import aiohttp

from described_world import described_world, with_ids

CONFIG = Path(__file__).with_name("schemathesis.toml")
CHECKS = Path(__file__).parents[1]
SOAK = os.environ.get("ANTEROOM_SOAK") == "1"
PHASES = "examples,coverage,fuzzing,stateful" if SOAK else "examples,fuzzing,stateful"
"""The thousands of cases of `coverage` take a minute by themselves."""
EXAMPLES = 50 if SOAK else 4
PATIENCE = 3600 if SOAK else 400


async def test_the_service_keeps_what_its_document_says(tmp_path: Path) -> None:
    """It takes many seconds: every call is tried, and what it leads to, by the hundred."""
    async with described_world() as here:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{here.world.url}/v1/openapi.json") as answer,
        ):
            document = with_ids(await answer.json(), here)
        await asyncio.to_thread((tmp_path / "openapi.json").write_text, json.dumps(document), "utf-8")
        process = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("schemathesis")),
            "--config-file",
            str(CONFIG),
            "run",
            "openapi.json",
            f"--url={here.world.url}",
            f"--header=Authorization: Bearer {here.key}",
            "--checks=all",
            f"--phases={PHASES}",
            f"--max-examples={EXAMPLES}",
            "--generation-deterministic",
            "--continue-on-failure",
            "--no-color",
            cwd=tmp_path,
            env={**os.environ, "SCHEMATHESIS_HOOKS": "schemathesis_checks", "PYTHONPATH": str(CHECKS)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0, said.decode()
