"""The page on which a vendor asks somebody to consent; no third party's, in the look of the house."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files

CHOICES = "main form > * + * { margin-top: 8px } main button { flex-direction: column; gap: 0; width: 100% }"


def choosing_page(title: str, said: str, buttons: str) -> str:
    """Return a page with a heading, what is said as HTML, and the buttons of its form as HTML."""
    look = files("anteroom.pages").joinpath("static", "anteroom.css").read_text("utf-8")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{escape(title)} · Sandbox</title>'
        f'<style>{look}{CHOICES}</style></head><body><main class="page stack">'
        f'<h1>{escape(title)}</h1>{said}<form method="post">{buttons}</form></main></body></html>'
    )


def consent_page(vendor: str, scopes: Iterable[str], accounts: Iterable[str]) -> str:
    """Return it: what is asked for, a button for each account, and one that cancels."""
    asks = "".join(f"<li><code>{escape(each)}</code></li>" for each in scopes)
    buttons = "".join(
        f'<button name="account" value="{escape(each)}">Allow as {escape(each)}</button>' for each in accounts
    )
    return choosing_page(
        f"{vendor} of the sandbox",
        f"<p>Anteroom asks for:</p><ul>{asks}</ul>",
        f'{buttons}<button name="account" value="">Cancel</button>',
    )
