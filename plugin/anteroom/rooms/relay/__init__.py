"""The closed relay: a TURN server whose relayed addresses lead only to other seats of the same room.

It runs as a process of its own (`python -m anteroom.rooms.relay`), so that the rest of the house never
delays a packet. Relayed addresses are made up, out of the documentation range (RFC 5737); nothing is ever
sent to an address that did not itself allocate here, so the relay is no way into anybody's network.
"""
