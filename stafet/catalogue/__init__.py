"""What a kommune adapts without code: read once, checked at start, frozen."""

from stafet.catalogue.catalogue import Catalogue
from stafet.catalogue.label import Label
from stafet.catalogue.loading import load

__all__ = ["Catalogue", "Label", "load"]
