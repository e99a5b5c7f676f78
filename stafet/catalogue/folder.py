"""The configuration folder: every file opened once, every problem told together."""

from collections.abc import Iterable
from pathlib import Path

from stafet.catalogue.source import Problems, Source
from stafet.errors import ConfigurationError


class Folder:
    def __init__(self, config_dir: Path) -> None:
        self.dir = config_dir.resolve()
        self._problems: Problems = []
        self._sources: list[Source] = []

    def file(self, name: str) -> Source:
        source = Source(self.dir, name, self._problems)
        self._sources.append(source)
        return source

    def files(self, pattern: str, needed: Iterable[str] = ()) -> dict[str, Source]:
        """Open what matches `law/*.toml` or `texts/mail.*.toml`, by what the star stands for.

        A name of `needed` that has no file is a problem.
        """
        before, after = pattern.split("*")
        names = sorted(str(path.relative_to(self.dir)) for path in self.dir.glob(pattern))
        found = {name.removeprefix(before).removesuffix(after): self.file(name) for name in names}
        for missing in (name for name in needed if name not in found):
            self.file(f"{before}{missing}{after}")
        return found

    def refuse_problems(self) -> None:
        """Raise `ConfigurationError` with each problem on a line of its own."""
        for source in self._sources:
            source.refuse_unknown()
        if self._problems:
            told = sorted(set(self._problems))
            raise ConfigurationError(
                "\n".join(f"{name}:{line}: {text}" for name, line, text in told)
            )
