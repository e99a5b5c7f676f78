import tomllib

import pytest

from stafet.catalogue.positions import lines_of

TEXT = '''\
# a comment with [brackets] and key = value
first = 1   # one

text = """
[not.a.table]
key = "not a key"
"""
list = [
  1, # ]
  { a = "]" },
]
"quoted key" = { inner = { deep = 1 } }
dotted.way = 'x'

[plain]
key = 1
[plain.below]
key = 2

[[many]]
key = 3
[many.under]
key = 4
[[many.more]]
key = 5
[[many.more]]
key = 6
[[many]]
key = 7
[[many.more]]
key = 8
'''


@pytest.mark.parametrize(
    ("where", "starts_with"),
    [
        (("first",), "first"),
        (("text",), "text"),
        (("list",), "list"),
        (("quoted key", "inner", "deep"), '"quoted key"'),
        (("dotted", "way"), "dotted"),
        (("plain",), "[plain]"),
        (("plain", "key"), "key = 1"),
        (("plain", "below", "key"), "key = 2"),
        (("many",), "[[many]]"),
        (("many", 0, "key"), "key = 3"),
        (("many", 0, "under", "key"), "key = 4"),
        (("many", 0, "more"), "[[many.more]]"),
        (("many", 0, "more", 0, "key"), "key = 5"),
        (("many", 0, "more", 1, "key"), "key = 6"),
        (("many", 1, "key"), "key = 7"),
        (("many", 1, "more", 0, "key"), "key = 8"),
    ],
)
def test_everything_is_found_on_the_line_where_it_is_written(where, starts_with):
    line = lines_of(TEXT)[where]
    assert TEXT.splitlines()[line - 1].startswith(starts_with)


def test_what_only_looks_like_a_table_or_a_key_is_none():
    found = lines_of(TEXT)
    assert ("not", "a", "table") not in found
    assert {where[0] for where in found} == set(tomllib.loads(TEXT))


def test_an_empty_text_has_nothing():
    assert lines_of("") == {}
