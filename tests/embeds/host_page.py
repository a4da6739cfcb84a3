"""A marketplace's page on a site of its own, under a strict policy, with the component in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

SITE, FOREIGN = "market.example", "evil.example"
"""Two sites; the browser is told that both are this machine (`RESOLVES`)."""
RESOLVES = f"--host-resolver-rules=MAP {SITE} 127.0.0.1,MAP {FOREIGN} 127.0.0.1"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A thread</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/look.css">
<script type="module" src="{home}/embed.js"></script><script type="module" src="/host.js"></script></head>
<body><main><h1>Thread</h1><p><a href="#">Before</a></p>
<anteroom-interview {what}></anteroom-interview></main></body></html>"""
SCRIPT = """window.asked = 0;
document.addEventListener("token-needed", (event) => {
  window.asked += 1;
  event.detail.use(fetch("/token", { method: "POST" }).then((answer) => answer.text()));
});"""


@dataclass
class HostPage:
    """`vouch` makes the tokens, `what` are the element's attributes, `look` is the page's own style."""

    home: str
    vouch: Callable[[], str]
    what: str
    look: str = ""
    port: int = 0
    seen: list[str] = field(default_factory=list)

    def url(self, site: str = SITE) -> str:
        """Where it is."""
        return f"http://{site}:{self.port}/"

    @property
    def policy(self) -> str:
        """As strict as a page can be that shows the component."""
        return (
            f"default-src 'none'; script-src 'self' {self.home}; frame-src {self.home}; style-src 'self'; "
            "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
        )

    async def page(self, _: web.Request) -> web.Response:
        """The thread."""
        headers = {"Content-Security-Policy": self.policy, "Cross-Origin-Embedder-Policy": "require-corp"}
        text = PAGE.format(home=self.home, what=self.what)
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def script(self, _: web.Request) -> web.Response:
        """How the page answers when a token is needed."""
        return web.Response(text=SCRIPT, content_type="text/javascript")

    async def style(self, _: web.Request) -> web.Response:
        """The page's own look."""
        return web.Response(text=f"body {{ margin: 16px; }}\n{self.look}", content_type="text/css")

    async def token(self, _: web.Request) -> web.Response:
        """Vouch for whoever is signed in."""
        self.seen.append(self.vouch())
        return web.Response(text=self.seen[-1])


@asynccontextmanager
async def hosted(home: str, vouch: Callable[[], str], what: str) -> AsyncIterator[HostPage]:
    """Serve one."""
    host = HostPage(home, vouch, what)
    app = web.Application()
    app.router.add_get("/", host.page)
    app.router.add_get("/host.js", host.script)
    app.router.add_get("/look.css", host.style)
    app.router.add_post("/token", host.token)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host.port = int(runner.addresses[0][1])
    try:
        yield host
    finally:
        await runner.cleanup()
