"""A made-up person before a made-up camera, for pictures that are nicer than a browser's test card."""

from __future__ import annotations

from pathlib import Path

WIDTH, HEIGHT = 640, 360
RGB = tuple[int, int, int]


def write_portrait(path: Path, wall: RGB, skin: RGB, clothes: RGB) -> Path:
    """Write a still Y4M film of head and shoulders before a wall and return its path."""
    luma = bytearray()
    chroma_u, chroma_v = bytearray(), bytearray()
    for row in range(HEIGHT):
        for column in range(WIDTH):
            y, u, v = _yuv(_pixel(column, row, wall, skin, clothes))
            luma.append(y)
            if row % 2 == 0 and column % 2 == 0:
                chroma_u.append(u)
                chroma_v.append(v)
    frame = b"FRAME\n" + bytes(luma + chroma_u + chroma_v)
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F20:1 Ip A1:1 C420jpeg\n".encode() + frame * 2)
    return path


def _pixel(column: int, row: int, wall: RGB, skin: RGB, clothes: RGB) -> RGB:
    across, down = (column - WIDTH / 2) / HEIGHT, row / HEIGHT
    light = 1.08 - 0.35 * (column / WIDTH) - 0.12 * down
    if (across / 0.135) ** 2 + ((down - 0.43) / 0.19) ** 2 < 1:
        hair = down < 0.34 - 0.6 * across * across
        colour = tuple(part // 3 for part in clothes) if hair else skin
    elif (across / 0.16) ** 2 + ((down - 0.40) / 0.205) ** 2 < 1 and down < 0.42:
        colour = tuple(part // 3 for part in clothes)
    elif abs(across) < 0.062 and 0.5 < down < 0.72:
        colour = tuple(part * 9 // 10 for part in skin)
    elif (across / 0.34) ** 2 + ((down - 1.02) / 0.36) ** 2 < 1:
        colour = clothes
    else:
        colour = wall
    red, green, blue = (min(255, int(part * light)) for part in colour)
    return red, green, blue


def _yuv(colour: RGB) -> tuple[int, int, int]:
    """Full-range BT.601."""
    red, green, blue = colour
    y = 0.299 * red + 0.587 * green + 0.114 * blue
    return int(y), int(128 + 0.564 * (blue - y)), int(128 + 0.713 * (red - y))
