"""The page on which a vendor asks somebody to consent; no third party's, and calm in the dark."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 26rem; margin: 10vh auto; padding: 0 1rem; display: grid; gap: 1rem }
h1 { font-size: 1.4rem; margin: 0 } p, ul { margin: 0; overflow-wrap: anywhere }
form { display: grid; gap: .6rem } button { font: inherit; padding: .7rem 1rem; cursor: pointer }
"""


def consent_page(vendor: str, scopes: Iterable[str], accounts: Iterable[str]) -> str:
    """Return it: what is asked for, a button for each account, and one that cancels."""
    asks = "".join(f"<li><code>{escape(each)}</code></li>" for each in scopes)
    buttons = "".join(
        f'<button name="account" value="{escape(each)}">Allow as {escape(each)}</button>' for each in accounts
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(vendor)} · sandbox</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(vendor)} of the sandbox</h1><p>Anteroom asks for:</p><ul>{asks}</ul>"
        f'<form method="post">{buttons}<button name="account" value="">Cancel</button></form>'
        f"</main></body></html>"
    )
