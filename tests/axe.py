"""axe-core, which knows the rules of accessible pages (WCAG 2.2 and ARIA), as a judge of ours.

The driver puts it into the page from outside, so that the page's own policy stays as strict as it is shipped.
"""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Frame, Page

from required import lacking

SOURCE = Path(__file__).parent / "browsers" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
HOW = "axe-core is missing: apt-get install npm && make readers"
# Pictures and forms cross-fade and slide: what is judged is what stands there afterwards.
STILL = "() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined)))"
JUDGE = """async () => {
  const { violations, passes } = await axe.run(document, { resultTypes: ["violations"] });
  const bad = violations.filter((each) => ["serious", "critical"].includes(each.impact));
  const words = (each, node) =>
    [each.impact, each.id, node.html.slice(0, 150), node.failureSummary].join(" ");
  const rows = bad.flatMap((each) => each.nodes.map((node) => words(each, node).replaceAll("\\n", " ")));
  return [passes.length, rows];
}"""
FEWEST_RULES = 8
"""Rules that every page of ours gives axe reason to look at; fewer mean that it saw no page."""


def require_axe() -> str:
    """Return its source; without it skip the test, or fail it where everything is required."""
    if not SOURCE.is_file():
        lacking(HOW)
    return SOURCE.read_text(encoding="utf-8")


async def faults(page: Page | Frame) -> list[str]:
    """What it finds serious or critical in a page as it stands: rule, element, and what to do."""
    await page.evaluate(STILL)
    if not await page.evaluate("'axe' in globalThis"):
        await page.evaluate(require_axe())
    looked_at, found = await page.evaluate(JUDGE)
    assert looked_at >= FEWEST_RULES, f"axe looked at {looked_at} rules only"
    return list(found)
