"""The edge's hold on the house: the database, the clock's units and who is asking."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import cast

from flask import current_app, g

from stafet.catalogue import Catalogue
from stafet.db.transaction import Database, Unit
from stafet.errors import Attempt, NotFound
from stafet.settings import Settings
from stafet.vault import Vault
from stafet.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class House:
    """What `create_app` wires once and every request uses."""

    settings: Settings
    database: Database
    vault: Vault
    catalogue: Catalogue

    def close(self) -> None:
        """Let go of the connections."""
        self.database.engine.dispose()
        self.vault.close()


def house() -> House:
    return cast("House", current_app.extensions["stafet"])


def unit_of_work() -> AbstractContextManager[Unit]:
    """Open this request's unit; render only after it has committed."""
    return house().database.unit()


def viewer_or_none() -> Viewer | None:
    return cast("Viewer | None", g.get("viewer"))


def current_viewer() -> Viewer:
    """Return who is signed in; the guard has seen to it that somebody is."""
    if (viewer := viewer_or_none()) is None:
        raise NotFound(Attempt("web:unguarded"))
    return viewer
