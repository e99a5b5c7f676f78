"""What every test stands on; the fixtures themselves live in tests/fixtures/."""

from hypothesis import HealthCheck, Phase, settings

pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.clock",
    "tests.fixtures.conservation",
    "tests.fixtures.databases",
    "tests.fixtures.demo",
    "tests.fixtures.engines",
    "tests.fixtures.house",
    "tests.fixtures.mail",
    "tests.fixtures.tracing",
    "tests.fixtures.web",
    "tests.fixtures.worlds",
]

settings.register_profile("stafet", deadline=None)
# for `make mutation`: the same examples for every mutant, and the first failure is enough
settings.register_profile(
    "mutation",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=12,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),  # a slow machine must not kill a mutant
)
settings.load_profile("stafet")
