"""Draw a picture anew, so that only what can be seen is left of it (docs/adr/0003-pillow.md)."""

import warnings
from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from stafet.errors import Invalid

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4_000
QUALITY = 88
UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
)

pillow_heif.register_heif_opener(thumbnails=False)


def redraw(data: bytes, form: str) -> bytes:
    """Return the picture as a new JPEG or PNG: upright, without place, camera, or stowaways.

    Raises `Invalid` at `file` for what is no picture of this form, or too big to draw.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _drawn(data, form)
    except (*UNREADABLE, Warning) as error:
        raise Invalid({"file": "The picture cannot be read. Take it again."}) from error


def _drawn(data: bytes, form: str) -> bytes:
    with Image.open(BytesIO(data), formats=[form]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Invalid({"file": "The picture has too many pixels. Make it smaller."})
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _saved(upright, "PNG" if form == "PNG" else "JPEG")


def _saved(picture: Image.Image, form: str) -> bytes:
    plain = picture.convert("RGBA" if form == "PNG" and picture.has_transparency_data else "RGB")
    plain.info.clear()
    drawn = BytesIO()
    plain.save(drawn, form, quality=QUALITY, optimize=True)
    return drawn.getvalue()
