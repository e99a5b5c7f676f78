"""What every test stands on; the fixtures themselves live in tests/fixtures/."""

from hypothesis import settings

pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.clock",
    "tests.fixtures.conservation",
    "tests.fixtures.databases",
    "tests.fixtures.demo",
    "tests.fixtures.house",
    "tests.fixtures.mail",
    "tests.fixtures.tracing",
    "tests.fixtures.web",
]

settings.register_profile("stafet", deadline=None)
settings.load_profile("stafet")
