"""Names beside a mail provider that is in pieces, and sites named as where somebody is reached."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Guard

GUARD = Guard()


@pytest.mark.parametrize(
    "text",
    [
        "y a h o o wrenna3d",
        "g mail wrenna vale types 01 all together no space",
        "g.mail ferrolines4u",
        "g_mail → wrenna space lines space 4 space u (no spaces)",
        "gee mail: min h ferrow un1ty, all small, drop the space",
        "mail is w r e n n a underscore moves (a) hot mail all small letters",
        "my gm@il is wrenna ferrow",
        "g m a i l . c o m : wrennaferrow",
        "আমার ইমেইল nusrat.data@ferrobaksho.bd",
    ],
)
def test_a_name_beside_a_provider_in_pieces_is_taken_out(text: str) -> None:
    assert GUARD.inspect(text).action is Action.REDACT


@pytest.mark.parametrize(
    "text",
    [
        "portfolio: ferro-builds.dev (phone number is in the footer)",
        "trovi tutto e il modulo contatti su ferrorender.it",
        "I can start on Monday.\n\nKind regards\nSolomon\nwww.ferro-embedded.ke",
        "file: brief_calendly.com/ferrobuilds.txt",
        "मेरी वेबसाइट www.ferrotava.in पर फॉर्म भरें",
        "My domain, write it without spaces: tiny boards . net and you see the number",
        "my page is ferroboards (dott) nett / write me",
        "contacto: ferrocroft.es",
    ],
)
def test_a_site_where_somebody_is_reached_is_taken_out(text: str) -> None:
    assert GUARD.inspect(text).action is Action.REDACT


@pytest.mark.parametrize(
    "text",
    [
        "Our Hot Mail campaign goes out on Monday",
        "The G mail merge add-on stopped working",
        "I get g mail notifications twice",
        "The hot male lead in the script needs a name",
        "Please connect g-mail and the calendar API",
        "メールの署名がOutlookで崩れます。",
        "Thanks!\nThe numbers are from the report.\nwww.figma.com",
        "The footer of ferro-builds.dev needs the new logo",
        "The form on ferrocroft.es is broken, please fix it",
    ],
)
def test_talk_of_providers_and_sites_passes(text: str) -> None:
    assert GUARD.inspect(text).redacted == text
