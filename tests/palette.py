"""A picture of a browser's made small: a PNG of at most 256 colours (PNG specification, 11.2)."""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode, b64encode

from playwright.async_api import BrowserContext

COUNTED = """async (picture) => {
  const octets = Uint8Array.from(atob(picture), (each) => each.charCodeAt(0));
  const image = await createImageBitmap(new Blob([octets], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const brush = canvas.getContext("2d");
  brush.drawImage(image, 0, 0);
  const { data } = brush.getImageData(0, 0, image.width, image.height);
  const colours = new Uint32Array(data.length / 4);
  const counted = new Map();
  for (let at = 0; at < colours.length; at += 1) {
    const colour = (data[4 * at] << 16) | (data[4 * at + 1] << 8) | data[4 * at + 2];
    colours[at] = colour;
    counted.set(colour, (counted.get(colour) ?? 0) + 1);
  }
  // Rounded as little as leaves room; of what falls together the most frequent stands for all.
  const often = [...counted.keys()].sort((one, two) => counted.get(two) - counted.get(one) || one - two);
  for (let bits = 0; ; bits += 1) {
    const mask = 0x010101 * ((0xff << bits) & 0xff);
    const palette = new Map();
    for (const colour of often) if (!palette.has(colour & mask)) palette.set(colour & mask, colour);
    if (palette.size > 256) continue;
    const number = new Map([...palette.keys()].map((each, index) => [each, index]));
    const pixels = Uint8Array.from(colours, (colour) => number.get(colour & mask));
    let text = "";
    for (let at = 0; at < pixels.length; at += 8192) {
      text += String.fromCharCode(...pixels.subarray(at, at + 8192));
    }
    return { width: image.width, height: image.height, palette: [...palette.values()], pixels: btoa(text) };
  }
}"""


async def with_palette(context: BrowserContext, picture: bytes) -> bytes:
    """Return a PNG as one with a palette; a browser reads it, which takes it no time."""
    page = await context.new_page()
    found = await page.evaluate(COUNTED, b64encode(picture).decode())
    await page.close()
    width, height, pixels = found["width"], found["height"], b64decode(found["pixels"])
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    colours = b"".join(each.to_bytes(3, "big") for each in found["palette"])
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
