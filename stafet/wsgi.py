"""For gunicorn: `gunicorn stafet.wsgi:app`."""

from stafet.app import create_app
from stafet.cli.refusing import NO_APP, refusing
from stafet.cli.schema import refuse_other_tables
from stafet.settings import load_settings

with refusing(NO_APP):
    settings = load_settings()
    refuse_other_tables(settings.database_url)
    app = create_app(settings)
