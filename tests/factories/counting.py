"""What a page asks the database, for tests that hold it constant."""

from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def counted(engine):
    """Collect the statements that are sent meanwhile."""
    told = []

    def note(_connection, _cursor, statement, *_):
        told.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", note)
