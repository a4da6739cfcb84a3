"""The gate before the room: where each seat stands, on which device, and who lets whom in."""
