"""A text in every language the product speaks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    da: str
    en: str

    def in_(self, language: str) -> str:
        """Return the text in `language`; Danish where the product does not speak it."""
        return self.en if language.startswith("en") else self.da
