"""What every pane needs of the web: a server on loopback, headers, the shared look, and news of changes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import jinja2
from aiohttp import web
from aiohttp.typedefs import Handler

from anteroom.sandbox.page import times
from anteroom.sandbox.page.bell import Bell

# Any port of this machine may frame a pane: the page with three panes is served by another port.
FRAMED_BY = "http://127.0.0.1:* http://localhost:*"
STATIC = {
    "anteroom.css": "pages/static/anteroom.css",
    "pane.css": "sandbox/page/static/pane.css",
    "pane.js": "sandbox/page/static/pane.js",
    "thread.js": "sandbox/marketplace/static/thread.js",
    "example.css": "sandbox/marketplace/static/example.css",
    "marketplace.css": "sandbox/marketplace/static/marketplace.css",
    "mailbox.css": "sandbox/mailbox/static/mailbox.css",
    "sandbox.css": "sandbox/page/static/sandbox.css",
    "sandbox.js": "sandbox/page/static/sandbox.js",
    "handover.js": "sandbox/page/static/handover.js",
}
TYPES = {"css": "text/css", "js": "text/javascript"}


def content_policy(
    *,
    form_action: str = "'self'",
    frame_src: str = "'none'",
    framed_by: str = FRAMED_BY,
    script_src: str = "'self'",
) -> str:
    """The Content-Security-Policy of a page: own files only, nothing inline."""
    return (
        f"default-src 'none'; script-src {script_src}; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; "
        f"form-action {form_action}; frame-src {frame_src}; frame-ancestors {framed_by}; base-uri 'none'"
    )


class PaneServer:
    """Serves `app` on one port of this machine, with the shared files and `/events`."""

    def __init__(self, app: web.Application, bell: Bell, host: str, port: int) -> None:
        self._app = app
        self._bell = bell
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None
        app.middlewares.extend((_guarded, _readable))
        app.router.add_get("/static/{name}", _static)
        app.router.add_get("/events", self._events)

    @property
    def url(self) -> str:
        """The server's origin. Raises RuntimeError before the start."""
        if not self._port:
            raise RuntimeError("the server has not been started")
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listen; port 0 becomes the port that was free, and stays so after a stop."""
        self._bell.closed = False
        runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, self._host, self._port)
        await site.start()
        self._runner = runner
        self._port = int(runner.addresses[0][1])

    async def stop(self) -> None:
        """Let go of live pages and stop listening."""
        self._bell.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: one line at each change, a comment now and then to keep the line warm."""
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        try:
            # What changed since the page was drawn has rung already.
            await stream.write(b"data: changed\n\n")
            while not self._bell.closed:
                heard = await self._bell.heard(15.0)
                await stream.write(b"data: changed\n\n" if heard else b": still here\n\n")
        except ConnectionResetError:
            pass  # the page was closed; there is nobody to tell
        return stream


def make_templates(package: str) -> jinja2.Environment:
    """Templates of `package` first, then the shared ones; everything is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.PackageLoader(package), jinja2.PackageLoader("anteroom.sandbox.page")]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(
        span=times.span, moment=times.moment, zone_name=times.zone_name, local_input=times.local_input
    )
    return environment


def page(
    templates: jinja2.Environment, name: str, content: Mapping[str, Any], policy: str | None = None
) -> web.Response:
    """Render the template `name` into an answer with the policy of a page."""
    text = templates.get_template(name).render(content)
    headers = {"Content-Security-Policy": policy or content_policy()}
    return web.Response(text=text, content_type="text/html", headers=headers)


def handover(
    templates: jinja2.Environment, title: str, target: str, fields: Mapping[str, str], button: str
) -> web.Response:
    """A page that posts `fields` to `target` by itself, and by its button where no script runs."""
    parts = urlsplit(target)
    policy = content_policy(form_action=f"'self' {parts.scheme}://{parts.netloc}")
    content = {"title": title, "target": target, "fields": fields, "button": button, "host": parts.netloc}
    return page(templates, "handover.html", content, policy)


@web.middleware
async def _readable(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Show a refusal as a page to whoever opened one; a script of ours reads its text alone."""
    try:
        return await handler(request)
    except web.HTTPException as refused:
        if refused.status < 400 or "text/html" not in request.headers.get("Accept", ""):
            raise
        named = refused.text not in (None, f"{refused.status}: {refused.reason}")
        said = refused.text if named else "There is nothing here."
        shown = page(make_templates("anteroom.sandbox.page"), "refused.html", {"said": said})
        shown.set_status(refused.status)
        return shown


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse forms of other sites, and give every answer the headers of a careful page."""
    origin = request.headers.get("Origin")
    browser_form = request.method == "POST" and origin is not None
    if browser_form and urlsplit(origin or "").netloc != request.host:
        raise web.HTTPForbidden(text="This form came from somewhere else.")
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("Content-Security-Policy", content_policy())
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Content-Type-Options"] = "nosniff"
        # Not no-referrer: with it browsers send `Origin: null` with our own forms too.
        response.headers["Referrer-Policy"] = "same-origin"
    return response


async def _static(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in STATIC:
        raise web.HTTPNotFound
    body = files("anteroom").joinpath(STATIC[name]).read_bytes()
    return web.Response(body=body, content_type=TYPES[name.rsplit(".", 1)[-1]], charset="utf-8")
