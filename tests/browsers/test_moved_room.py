"""The instance that keeps a room is another from one moment to the next, and browsers show nothing of it."""

from __future__ import annotations

from company import Company, heavy, sees_frames, stats, until


@heavy
async def test_pictures_go_on_over_the_same_connection_when_the_room_moves(company: Company) -> None:
    """Whoever is back first finds nobody in the room, and must not take the other for gone."""
    ana, hugo = await company.enter("ana"), await company.enter("hugo")
    await until(lambda: sees_frames(ana, 40))
    await until(lambda: sees_frames(hugo, 40))
    before = [(await stats(page))[0]["framesDecoded"] for page in (ana, hugo)]
    rooms = company.house.rooms

    async def both_are_back() -> bool:
        return len(rooms.present("room-1")) == 2

    await rooms.let_go("room-1")
    assert rooms.present("room-1") == frozenset()
    await until(both_are_back)
    after = [(await stats(page))[0]["framesDecoded"] for page in (ana, hugo)]
    # A new connection would count from nothing.
    assert all(now >= then for now, then in zip(after, before, strict=True)), (before, after)
    await until(lambda: sees_frames(ana, after[0] + 20))
    await until(lambda: sees_frames(hugo, after[1] + 20))
    assert [message for message in company.heard["ana"] if '"kind":"left"' in message] == []
