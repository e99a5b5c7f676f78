"""The drawing of the house shows every floor, in the order that counts (pyproject.toml)."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]


def floors() -> list[str]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = told["tool"]["importlinter"]["contracts"]
    (house,) = (one for one in contracts if one.get("exhaustive"))
    return [name for layer in house["layers"] for name in re.findall(r"\w+", layer)]


def test_the_drawing_shows_every_floor_in_its_order():
    svg = (ROOT / "docs/architecture.svg").read_text("utf-8")
    drawn = svg[svg.index('<g id="floors">') : svg.index("</g>")]
    names = re.findall(r'class="name"[^>]*>([^<]+)<', drawn)
    assert [word for name in names for word in re.findall(r"\w+", name)] == floors()
