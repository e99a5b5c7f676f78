"""Somebody who writes straight into the database, and what the product says of it."""

import json

from sqlalchemy import delete, insert, select, update

from stafet import audit
from stafet.audit.models import Block, Head
from stafet.upkeep.checking import forged_rows
from stafet.upkeep.listing import gaps

WORDS = "Anton er glad for at tegne."
"""What both parents may read."""


class Tamperer:
    """Past the product, with the database's own password."""

    def __init__(self, database):
        self._engine = database.engine

    def rows(self, model, *which):
        """Return rows as they lie there, to be put back later."""
        with self._engine.begin() as connection:
            found = connection.execute(select(model.__table__).where(*which)).mappings()
            return [dict(row) for row in found]

    def change(self, model, *which, **values):
        with self._engine.begin() as connection:
            connection.execute(update(model.__table__).where(*which).values(**values))

    def delete(self, model, *which):
        with self._engine.begin() as connection:
            connection.execute(delete(model.__table__).where(*which))

    def insert(self, model, *rows):
        with self._engine.begin() as connection:
            connection.execute(insert(model.__table__), list(rows))

    def put_back(self, model, rows):
        """Set rows back to what they were, those that are gone too."""
        keys = [column.name for column in model.__table__.primary_key]
        for row in rows:
            here = [model.__table__.c[key] == row[key] for key in keys]
            self.delete(model, *here)
            self.insert(model, row)

    def head(self, child):
        """Return what a child's head says of its rows."""
        [row] = self.rows(Head, Head.chain == child)
        return {name: value for name, value in row.items() if name.startswith("manifest")}


def alarms(world):
    """Return what the kommune's chain was told since the beginning: (alarm, table)."""
    with world.unit() as unit:
        bodies = unit.session.scalars(select(Block.body).where(Block.chain == audit.KOMMUNE))
        told = [json.loads(body) for body in bodies]
    return {
        (block["action"], block["about"]["table"])
        for block in told
        if block["action"] in {"alarm:forged", "alarm:missing"}
    }


def doctor(world, vault):
    """Return what an operator is told: tables with rows gone, and tables with forged rows."""
    missing = {table for gap in gaps(world.database) for table in gap.tables}
    return missing, [finding.detail.split(":")[0] for finding in forged_rows(world.database, vault)]
