"""What ends a process in a test does nothing to a product in use."""

from dataclasses import replace

import pytest

from stafet.errors import ConfigurationError
from stafet.failpoints import VARIABLE, failpoint
from stafet.settings import check


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_product_in_use_does_not_start_with_a_failpoint_named(settings, monkeypatch):
    in_use = replace(settings, base_url="https://stafet.eksempelby.example")
    check(in_use)
    monkeypatch.setenv(VARIABLE, "read.told")
    check(settings)
    with pytest.raises(ConfigurationError, match=VARIABLE):
        check(in_use)


def test_a_place_that_is_not_named_is_passed(monkeypatch):
    failpoint("read.told")
    monkeypatch.setenv(VARIABLE, "write.told")
    failpoint("read.told")
