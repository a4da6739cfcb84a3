"""The page on which a party proposes another time, and a host moves to one: common times first."""
