"""Text in pictures: in the web app's fonts, each character by the first one that has it.

They cover Latin, Greek, Cyrillic and Vietnamese. What they lack is never drawn as a box:
`printable` says what of a text can be shown.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from PIL import ImageDraw, ImageFont

FONTS = Path(__file__).parent / "fonts"
TEXT = tuple(f"inter-{part}" for part in ("latin", "latin-ext", "vietnamese", "cyrillic", "greek"))
DISPLAY = (*(f"saira-{part}" for part in ("latin", "latin-ext", "vietnamese")), *TEXT)
ELLIPSIS = "…"
_NOWHERE = "\U0010ffff"  # no font has it, so this is what one draws for what it lacks
Anchor = Literal["left", "centre", "right"]


class Face(NamedTuple):
    """How text looks: fonts in the order that they are asked in, pixels, and weight."""

    family: tuple[str, ...]
    size: int
    weight: int


def printable(text: str) -> str | None:
    """What of a text can be drawn, without signs such as emoji; None where a letter cannot be,
    or where nothing is left.

    >>> printable("🦊 Väinö  Ωmega"), printable("美空"), printable("🚀")
    ('Väinö Ωmega', None, None)
    """
    kept = []
    for character in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(character)
        if kind.startswith("Z"):
            kept.append(" ")
        elif kind.startswith("C"):
            continue
        elif _font_of(character, TEXT) is not None:
            kept.append(character)
        elif kind.startswith(("L", "N")):
            return None
    return " ".join("".join(kept).split()) or None


def width(text: str, face: Face) -> float:
    """How wide a text is, in pixels. O(characters)."""
    return float(sum(_font(name, face).getlength(part) for name, part in _runs(text, face)))


def fitted(text: str, most: int, face: Face) -> str:
    """The text, cut off with an ellipsis where it is wider than `most` pixels. O(characters)."""
    if width(text, face) <= most:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip() + ELLIPSIS, face) <= most:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS


def lines(text: str, most: int, count: int, face: Face) -> list[str]:
    """The text on up to `count` lines, the last one cut off where it must be. O(words²)."""
    found: list[str] = []
    words = text.split(" ")
    while words and len(found) < count - 1:
        fits = len(words)
        while fits > 1 and width(" ".join(words[:fits]), face) > most:
            fits -= 1
        found.append(fitted(" ".join(words[:fits]), most, face))
        words = words[fits:]
    return [*found, fitted(" ".join(words), most, face)] if words else found


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    face: Face,
    colour: str,
    anchor: Anchor = "left",
) -> None:
    """Draw a text whose base line is at a point. O(characters)."""
    x, y = at
    x -= width(text, face) * {"left": 0, "centre": 0.5, "right": 1}[anchor]
    for name, part in _runs(text, face):
        font = _font(name, face)
        draw.text((x, y), part, fill=colour, font=font, anchor="ls")
        x += font.getlength(part)


def _runs(text: str, face: Face) -> Iterator[tuple[str, str]]:
    """Parts of a text that one font draws each."""
    run, of = "", face.family[0]
    for character in text:
        name = of if character == " " else _font_of(character, face.family) or face.family[0]
        if name != of and run:
            yield of, run
            run = ""
        run, of = run + character, name
    if run:
        yield of, run


_SAMPLE = Face((), 40, 400)


@lru_cache(maxsize=4096)
def _font_of(character: str, family: tuple[str, ...]) -> str | None:
    """The first font that has a character."""
    for name in family:
        font = _font(name, _SAMPLE)
        if bytes(font.getmask(character)) != bytes(font.getmask(_NOWHERE)):
            return name
    return None


@lru_cache(maxsize=256)
def _font(name: str, face: Face) -> Any:
    font = ImageFont.truetype(FONTS / f"{name}-wght-normal.woff2", face.size)
    font.set_variation_by_axes([face.weight])
    return font
