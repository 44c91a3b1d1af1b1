"""SVG by hand: few shapes, one style, readable on light and on dark pages."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

WIDTH = 800
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
# Name: colour on a light page, on a dark one. "ink" to "faint" are text, lines and fields.
COLOURS = {
    "ink": ("#1f2328", "#e6edf3"),
    "soft": ("#59636e", "#9aa4af"),
    "grid": ("#d8dee4", "#30363d"),
    "faint": ("#eef1f4", "#1c2128"),
    "paper": ("#ffffff", "#0d1117"),
    "green": ("#2f7d4f", "#4fb477"),
    "blue": ("#2b6cb0", "#63a4e0"),
    "orange": ("#c05621", "#e8935a"),
    "purple": ("#6b4fa0", "#a58bd6"),
    "teal": ("#1d7874", "#4fbdb7"),
    "gold": ("#a67c00", "#dcb440"),
    "red": ("#b03a48", "#e07a86"),
    "pink": ("#a8326e", "#e07ab0"),
    "brown": ("#8a5a3c", "#c79a7d"),
    "grey": ("#8c959f", "#6e7781"),
}


class Canvas:
    """Shapes on a field of 800 by `height`; `about` is for those who cannot see them."""

    def __init__(self, height: int, about: str) -> None:
        self._height = height
        self._about = about
        self._parts: list[str] = []

    def text(
        self, x: float, y: float, text: str, *, colour: str = "ink", size: int = 13,
        anchor: str = "start", bold: bool = False, on_field: bool = False,
    ) -> None:  # fmt: skip
        """A line of text; `on_field` puts it in the paper's colour."""
        weight = ' font-weight="600"' if bold else ""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" class="{"paper" if on_field else colour}" '
            f'font-size="{size}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = "grid") -> None:
        """A thin straight line."""
        self._parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="s-{colour}"/>'
        )

    def curve(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """A bold line through points, each with a dot."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(f'<polyline points="{path}" class="s-{colour} curve"/>')
        for x, y in points:
            self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="{colour} dot"/>')

    def bar(
        self, x: float, y: float, width: float, height: float, colour: str, *,
        title: str = "", opacity: float = 1, radius: float = 3,
    ) -> None:  # fmt: skip
        """A field with rounded corners; a browser shows `title` under the pointer."""
        tip = f"<title>{escape(title)}</title>" if title else ""
        shade = f' opacity="{opacity:.2f}"' if opacity < 1 else ""
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{height:.1f}" '
            f'rx="{radius:g}" class="{colour}"{shade}>{tip}</rect>'
        )

    def save(self, path: Path) -> None:
        """Write the picture."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self._height}" '
            f'width="{WIDTH}" height="{self._height}" role="img" font-family="{FONT}">'
        )
        about = f"<title>{escape(self._about)}</title>"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [head, about, _style(), *self._parts, "</svg>", ""]
        path.write_text("\n".join(lines), encoding="utf-8")


def _style() -> str:
    light = "".join(_rules(name, colours[0]) for name, colours in COLOURS.items())
    dark = "".join(_rules(name, colours[1]) for name, colours in COLOURS.items())
    shapes = ".curve{fill:none;stroke-width:2.5;stroke-linejoin:round}line{stroke-width:1}"
    return f"<style>{light}{shapes}@media(prefers-color-scheme:dark){{{dark}}}</style>"


def _rules(name: str, colour: str) -> str:
    return f".{name}{{fill:{colour}}}.s-{name}{{stroke:{colour}}}"
