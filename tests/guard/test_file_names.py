"""What the names of files say: lines stand for spaces in them, and their endings say nothing."""

from __future__ import annotations

import pytest

from anteroom.guard import Guard

GUARD = Guard()

TELLING = [
    ("cv_ada_finch_404-555-0119.pdf", "404-555-0119"),
    ("CV_Jane_Doe_+44 7700 900123.pdf", "+44 7700 900123"),
    ("CV-Jane-+44-7700-900123.docx", "+44-7700-900123"),
    ("whatsapp_447700900123.png", "447700900123"),
    ("devis_toiture_06.39.98.70.05.pdf", "06.39.98.70.05"),
    ("Angebot_Dach_zimmerei@holzwurmeck.at.pdf", "zimmerei@holzwurmeck.at"),
    ("final_cut_@editsbybramble_insta.mp4", "@editsbybramble"),
]
ORDINARY = [
    "IMG_20241105_134455.jpg",
    "20241105_134455_0012.jpg",
    "PXL_20240530_142207123.jpg and VID-20240530-WA0012.mp4",
    "WhatsApp Image 2024-05-30 at 14.22.07.jpeg",
    "Screenshot 2024-05-30 at 14.22.07.png",
    "Invoice_20240917_1300455.pdf opens blank on my side.",
    "invoice_4155550112.pdf",
    "ticket_0501234567.pdf",
    "PO_4500123456_rev2.pdf",
    "scan_2024_11_05_1344.pdf",
    "DSC_0012_0013_0014.jpg",
    "0001_hero@2x.png, 0002_hero@3x.png",
    "render_1920x1080_60fps_0001.mp4",
    "order_100-200-3000.csv",
    "call_recording_2024-05-30_1422.wav",
]


@pytest.mark.parametrize(("text", "value"), TELLING)
def test_it_takes_out_what_a_name_tells_and_nothing_else(text: str, value: str) -> None:
    verdict = GUARD.inspect(f"Please see {text} for all of it.")
    found = [f"Please see {text}"[each.start : each.end] for each in verdict.findings]
    assert found == [value]
    assert value not in verdict.redacted


@pytest.mark.parametrize("text", ORDINARY)
def test_it_leaves_ordinary_names_alone(text: str) -> None:
    assert GUARD.inspect(text).findings == ()
