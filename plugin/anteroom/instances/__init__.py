"""Several instances of one deployment: each room is kept by one of them, and the others lead there."""
