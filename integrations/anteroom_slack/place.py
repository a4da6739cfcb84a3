"""Where in Slack somebody acts: a workspace, perhaps of an organisation (Enterprise Grid)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_IDS = re.compile(r"[A-Z0-9]{0,80}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace. `enterprise_id` is empty outside Enterprise Grid.

    `team_id` is, for a whole organisation.
    """

    team_id: str
    enterprise_id: str = ""

    @property
    def spelt(self) -> bool:
        """Whether both ids are written as Slack writes ids; nothing else goes to the database."""
        return bool(_IDS.fullmatch(f"{self.enterprise_id}{self.team_id}"))

    @property
    def known(self) -> bool:
        """Whether it names anything."""
        return bool(self.team_id or self.enterprise_id)


NOWHERE = Place("")
