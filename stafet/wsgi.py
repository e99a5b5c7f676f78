"""For gunicorn: `gunicorn stafet.wsgi:app`."""

from stafet.app import create_app
from stafet.settings import load_settings

app = create_app(load_settings())
