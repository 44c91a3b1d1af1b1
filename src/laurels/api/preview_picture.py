"""The picture of a leaderboard that is shown with a link to it: 1200 x 630, its first three."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from laurels.api.picture_text import DISPLAY, TEXT, Face, fitted, lines, printable, width, write
from laurels.api.previews import Placed, Preview

WIDTH, HEIGHT = 1200, 630
MARK = Path(__file__).parent / "pages" / "mark.svg"
FINE = 2  # drawn so much larger, for smooth edges
INK, PANEL, RAISED, LINE = "#0b0e14", "#11161f", "#1a212d", "#232c3a"
WHITE, SOFT, FAINT, ACCENT = "#f1f4f9", "#a9b4c6", "#8290a6", "#5cb6ff"
METALS = {1: "#f0c14b", 2: "#c8d1de", 3: "#dd9a66"}
EDGE, STEP, GAP = 64, 340, 26  # of the picture, of a podium's step, between two
HEIGHTS = (284, 218, 172)  # of the steps, by place
SIZES, SCORES = (80, 64, 52), (40, 32, 25, 20)  # of letters, from the largest that fits
PLACES = ((0,), (1, 0), (1, 0, 2))  # from the left, by how many there are
EMPTY = tuple(Placed(rank, (), "") for rank in METALS)
_POINT = re.compile(r"[MCZ]|-?[0-9.]+")


def draw_preview(preview: Preview) -> bytes:
    """The picture as PNG, about 30 KB. About 50 ms, most of it without the interpreter's lock."""
    image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), INK)
    draw = ImageDraw.Draw(image)
    _head(image, draw, preview)
    podium = preview.podium or EMPTY
    for column, place in enumerate(PLACES[len(podium) - 1]):
        room = len(podium) * (STEP + GAP) - GAP
        left = (WIDTH - room) // 2 + column * (STEP + GAP)
        _step(image, draw, left, HEIGHTS[place], podium[place])
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    small.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _head(image: Image.Image, draw: ImageDraw.ImageDraw, preview: Preview) -> None:
    _wreath(image, WIDTH - 420, -150, 560, PANEL)
    _wreath(image, EDGE, 44, 44, ACCENT)
    write(draw, _at(EDGE + 60, 77), "Laurels", _display(32, 650), SOFT)
    write(draw, _at(WIDTH - EDGE, 77), preview.players, _text(28, 450), SOFT, "right")
    title, room = _first_printable(preview.titles), (WIDTH - 2 * EDGE) * FINE
    size = _largest(SIZES, title, room, _display, 700)
    for number, line in enumerate(lines(title, room, 2, _display(size, 700))):
        y = 112 + size + number * round(1.12 * size)
        write(draw, _at(EDGE, y), line, _display(size, 700), WHITE)


def _step(
    image: Image.Image, draw: ImageDraw.ImageDraw, left: int, height: int, placed: Placed
) -> None:
    """A step of the podium with its player on top."""
    top, middle = HEIGHT - height, left + STEP / 2
    metal, is_first = METALS.get(placed.rank, FAINT), height == HEIGHTS[0]
    for y, radius, colour in ((top, 18, metal), (top + 6, 14, PANEL)):
        draw.rounded_rectangle(
            (*_at(left, y), *_at(left + STEP, HEIGHT + 40)), radius * FINE, fill=colour
        )
    if is_first:
        _wreath(image, round(middle) - 70, top + 32, 140, metal)
    rank, y = str(placed.rank), top + (126 if is_first else 84)
    write(draw, _at(middle, y), rank, _display(64, 750), metal, "centre")
    name = _first_printable(placed.names) or (f"No. {placed.rank}" if placed.names else "")
    shown = fitted(name, (STEP + GAP - 10) * FINE, _text(32, 650))
    write(draw, _at(middle, top - 24), shown, _text(32, 650), WHITE, "centre")
    room, y = (STEP - 32) * FINE, top + (234 if is_first else 144)
    face = _text(_largest(SCORES, placed.score, room, _text, 600), 600)
    colour = WHITE if is_first else SOFT
    write(draw, _at(middle, y), fitted(placed.score, room, face), face, colour, "centre")


def _first_printable(texts: Sequence[str]) -> str:
    return next(filter(None, map(printable, texts)), "")


def _text(size: int, weight: int) -> Face:
    return Face(TEXT, size * FINE, weight)


def _display(size: int, weight: int) -> Face:
    return Face(DISPLAY, size * FINE, weight)


def _largest(
    sizes: Sequence[int], text: str, room: int, face: Callable[[int, int], Face], weight: int
) -> int:
    """The first of the sizes, which fall, at which a text has room; else the last one."""
    fitting = (size for size in sizes if width(text, face(size, weight)) <= room)
    return next(fitting, sizes[-1])


def _at(x: float, y: float) -> tuple[float, float]:
    return x * FINE, y * FINE


def _wreath(image: Image.Image, x: int, y: int, size: int, colour: str) -> None:
    """The mark's leaves."""
    mask = _leaves(size * FINE)
    image.paste(colour, (x * FINE, y * FINE), mask)


@lru_cache(maxsize=8)
def _leaves(size: int) -> Image.Image:
    mask = Image.new("L", (size, size))
    draw = ImageDraw.Draw(mask)
    for leaf in _outlines(re.findall(r' d="([^"]+)"', MARK.read_text())[0]):
        draw.polygon([(x * size / 32, y * size / 32) for x, y in leaf], fill=255)
    return mask


def _outlines(path: str) -> Iterator[list[tuple[float, float]]]:
    """The closed shapes of an SVG path of moves and cubic curves, as points."""
    outline: list[tuple[float, float]] = []
    numbers: list[float] = []
    for part in _POINT.findall(path):
        if part == "Z":
            yield outline
            outline = []
        elif part not in "MC":
            numbers.append(float(part))
            if not outline and len(numbers) == 2:
                outline, numbers = [(numbers[0], numbers[1])], []
            elif len(numbers) == 6:
                outline += _curve(outline[-1], numbers)
                numbers = []


def _curve(start: tuple[float, float], numbers: list[float]) -> list[tuple[float, float]]:
    points = [start, *zip(numbers[::2], numbers[1::2], strict=True)]
    found = []
    for step in range(1, 13):
        t, u = step / 12, 1 - step / 12
        shares = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
        found.append(
            (
                sum(share * x for share, (x, _) in zip(shares, points, strict=True)),
                sum(share * y for share, (_, y) in zip(shares, points, strict=True)),
            )
        )
    return found
