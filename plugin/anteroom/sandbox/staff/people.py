"""The people of Harbourline who work at the console: one for each role, one with two, one with none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StaffPerson:
    """Somebody with an account at the provider; `groups` are what it calls roles."""

    key: str
    name: str
    groups: tuple[str, ...]
    zone: str
    locale: str = "en-GB"


STAFF = (
    StaffPerson("ines", "Inês Tavares", ("hl-support",), "Europe/Lisbon"),
    StaffPerson("tomasz", "Tomasz Wilk", ("hl-trust",), "Europe/Warsaw"),
    StaffPerson("odile", "Odile Kassar", ("hl-operations",), "America/Montreal"),
    StaffPerson("sana", "Sana Rahimi", ("hl-support", "hl-trust", "hl-operations"), "Asia/Karachi"),
    StaffPerson("pilar", "Pilar Ochoa", ("hl-support",), "America/Bogota", "es-CO"),
    StaffPerson("noor", "Noor Haddad", ("hl-design",), "Asia/Amman"),
)
ROLES = {"hl-support": "support", "hl-trust": "trust", "hl-operations": "operator"}
"""What of its groups are roles at the console."""
