"""The key store as its administrator reads and writes it, past the vault."""

from sqlalchemy import create_engine


def rows_of(url, query):
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    engine.dispose()
    return rows


def run_on(url, statement):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(statement)
    engine.dispose()
