"""What the simulation of the programme assumes, and the people it draws. No number here was measured.

They are guesses, said aloud so that they can be argued with and replaced: pass others to `run`. What is not
guessed are the rules: when a nudge is due, who is held out, what is a slip and what follows from one, who is
exempt, and how differences are reckoned are the product's own functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from anteroom.nudges.business_days import Daytime
from anteroom.nudges.settings import Cadence

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGINS = datetime(2026, 10, 5, tzinfo=UTC)
"""A Monday; the zones in Europe and America change their clocks within the weeks that follow."""
ZONES = ("Europe/Madrid", "America/New_York", "Asia/Manila", "Asia/Amman", "America/Sao_Paulo")
PLANS = ("basic", "basic", "basic", "plus", "plus", "business", "enterprise")


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Every guess, with its unit; shares are from 0 to 1, spans are of elapsed time.

    `habits`: how many freelancers are prompt, slow or silent, and after how many hours the middle one of them
    answers by itself, if nobody reminds them. One's items differ among one another by `differs` (the sigma of
    a lognormal).
    """

    needs: int = 4000
    """Clients who look for somebody, and write to the first of their shortlist."""
    clients: int = 1500
    freelancers: int = 800
    shortlist: int = 3
    weeks: int = 4
    """Within which the needs begin; each is followed for four weeks."""
    habits: tuple[tuple[float, float], ...] = ((0.5, 7), (0.3, 70), (0.2, 900))
    differs: float = 1.1
    missed: float = 0.06
    """Of messages, those that never reach somebody's mind without a reminder."""
    declines: float = 0.3
    """Of answers, a no; as many among those who were reminded."""
    wakes: tuple[float, ...] = (0.3, 0.15)
    """Of first and of second nudges, those behind which an answer follows that had not come by then."""
    wakes_within: timedelta = 5 * HOUR
    """The mean span from a nudge to such an answer."""
    opt_outs: float = 0.004
    complaints: float = 0.0004
    """Of nudges, those that are refused, and those that are called spam."""
    patience: timedelta = 10 * DAY
    """The mean span after which a client to whom nobody has answered goes away."""
    tries_next: float = 0.5
    """Of those who hear a no, the clients who write to the next of the shortlist by themselves."""
    help_chosen: tuple[tuple[str, float], ...] = (("wait", 0.35), ("next", 0.45), ("help", 0.2))
    help_finds: float = 0.4
    """Of cases in which support is asked for help, those in which the freelancer is brought to answer."""
    leaving: float = 0.15
    """Of talks, those in which the client asks to go on elsewhere before there is a contract."""
    follows: float = 0.55
    """Of those asked who are not taught, the freelancers who go along: what follows is lost to us."""
    quarrels: float = 0.25
    """Of those who do not, the talks that end over it."""
    taught: tuple[float, ...] = (0.5, 0.6, 0.6)
    """Of lessons, warnings and suggested reports, those behind which the client stays."""
    offers: float = 0.5
    """Of freelancers who are asked to leave and see the button, those who offer an interview here."""
    takes: float = 0.6
    """Of such offers, those that the client takes."""
    schedules: float = 0.8
    held: float = 0.88
    hires: float = 0.3
    """Of talks, of what was scheduled, and of interviews held: those that come to the next."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Which measures are on. The funnel is printed without any, with each alone, and with all."""

    nudges: bool = False
    help: bool = False
    lessons: bool = False
    offer: bool = False


@dataclass(frozen=True, slots=True)
class Freelancer:
    """Who is waited for: where, and after how long one answers without a reminder, by the middle item."""

    id: str
    daytime: Daytime
    middle: timedelta


@dataclass(frozen=True, slots=True)
class Need:
    """A client who looks for somebody: when it begins, and the shortlist in its order."""

    number: int
    client: str
    plan: str
    begins: datetime
    shortlist: tuple[Freelancer, ...]


class Chance:
    """Chance by name: the same question is answered alike whatever else is asked, in every variant.

    So two variants differ by their measures and by nothing else, and few thousand needs tell what many would.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def of(self, *about: object) -> Random:
        """Return the chance of one thing."""
        return Random(f"{self._seed} {about}")

    def happens(self, share: float, *about: object) -> bool:
        """Tell whether something happens that does in such a share."""
        return self.of(*about).random() < share


def draw(given: Assumptions, chance: Chance, cadence: Cadence) -> list[Need]:
    """Draw everybody."""
    zones = [Daytime.of(zone, cadence.begins, cadence.ends) for zone in ZONES]
    daytimes = [each for each in zones if each is not None]
    shares = [share for share, _ in given.habits]
    people = []
    for number in range(given.freelancers):
        drawn = chance.of("freelancer", number)
        _, middle = drawn.choices(given.habits, shares)[0]
        people.append(Freelancer(f"per_{number}", drawn.choice(daytimes), middle * HOUR))
    found = []
    for number in range(given.needs):
        drawn = chance.of("need", number)
        client = drawn.randrange(given.clients)
        begins = BEGINS + drawn.random() * given.weeks * 7 * DAY
        plan = chance.of("plan", client).choice(PLANS)
        shortlist = tuple(drawn.sample(people, given.shortlist))
        found.append(Need(number, f"cli_{client}", plan, begins, shortlist))
    return found
