"""Every way out that a deployment has."""

from __future__ import annotations

from anteroom.effects.model import Adapter, ReachesMany
from anteroom.interviews.model import Event


class Adapters:
    """Every way out that this deployment has, by kind."""

    def __init__(self) -> None:
        self._by_kind: dict[str, Adapter] = {}
        self._of_many: dict[str, ReachesMany] = {}
        self._by_event: dict[Event, tuple[Adapter, ...]] = {}

    def register(self, adapter: Adapter) -> None:
        """Add a way out. Raises ValueError for a kind that is taken."""
        if adapter.kind in self._by_kind:
            raise ValueError(f"there is already an adapter for {adapter.kind}")
        self._by_kind[adapter.kind] = adapter
        self._by_event.clear()
        if isinstance(adapter, ReachesMany):
            self._of_many[adapter.kind] = adapter

    def of(self, kind: str) -> Adapter | None:
        """Return the adapter of a kind; None when its integration is no longer installed."""
        return self._by_kind.get(kind)

    def of_many(self, kind: str) -> ReachesMany | None:
        """Return the adapter of a kind that can be asked about many at once; None where it cannot."""
        return self._of_many.get(kind)

    def of_group(self, group: str, *, after: int) -> list[Adapter]:
        """Return the adapters of a group that come after a rank, best first."""
        found = [each for each in self._by_kind.values() if each.group == group and each.rank > after]
        return sorted(found, key=lambda adapter: adapter.rank)

    def for_event(self, event: Event) -> tuple[Adapter, ...]:
        """Return the adapters that an event makes wanted, best of a group first."""
        found = self._by_event.get(event)
        if found is None:
            those = [adapter for adapter in self._by_kind.values() if event in adapter.on]
            found = self._by_event[event] = tuple(sorted(those, key=lambda adapter: adapter.rank))
        return found
