"""A wrapped key, its commitment and a file's segments, read a second time from the page alone."""

import hmac
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from stafet.vault import files
from stafet.vault.context import Context, pack
from stafet.vault.keys import (
    ChildKey,
    Kind,
    commitment,
    derive,
    new_secret,
    unwrap,
    wrap,
)

WRAPPER, SECRET = bytes(range(32)), bytes(range(32, 64))
HERE, THERE = b"in this place", b"in another place"
CONTEXT = Context("file", "bytes", UUID(int=1), UUID(int=2))


def test_a_wrapped_key_is_what_the_page_says():
    wrapped = wrap(WRAPPER, SECRET, HERE)
    nonce, sealed = wrapped[:12], wrapped[12:]
    assert AESGCM(WRAPPER).decrypt(nonce, sealed, b"stafet/1/wrap" + HERE) == SECRET
    assert unwrap(WRAPPER, wrapped, HERE) == SECRET
    by_the_page = AESGCM(WRAPPER).encrypt(bytes(12), SECRET, b"stafet/1/wrap" + HERE)
    assert unwrap(WRAPPER, bytes(12) + by_the_page, HERE) == SECRET


@pytest.mark.parametrize(
    ("wrapper", "change", "place"),
    [
        (SECRET, lambda wrapped: wrapped, HERE),
        (WRAPPER, lambda wrapped: wrapped, THERE),
        (WRAPPER, lambda wrapped: wrapped[:-1], HERE),
        (WRAPPER, lambda wrapped: wrapped[:5], HERE),
        (WRAPPER, lambda _: b"", HERE),
    ],
    ids=["another wrapper", "another place", "cut", "too short", "nothing"],
)
def test_a_wrapped_key_opens_nowhere_else(wrapper, change, place):
    assert unwrap(wrapper, change(wrap(WRAPPER, SECRET, HERE)), place) is None


def test_a_key_wrapped_twice_looks_different_each_time():
    assert wrap(WRAPPER, SECRET, HERE)[:12] != wrap(WRAPPER, SECRET, HERE)[:12]


def test_a_key_for_one_kind_says_which_and_is_derived_once():
    key = ChildKey(SECRET, 7, "0999")
    assert [key.use(kind).kind for kind in Kind] == list(Kind)
    assert key.use(Kind.DRAFT) is key.use(Kind.DRAFT)


def test_a_commitment_is_what_the_page_says():
    expected = hmac.digest(SECRET, b"stafet/1/commitment" + HERE, "sha256")
    assert commitment(SECRET, HERE) == expected
    assert len(expected) == 32


def test_new_keys_are_32_bytes_and_never_the_same():
    one, other = new_secret(), new_secret()
    assert len(one) == len(other) == 32
    assert one != other


@pytest.mark.parametrize("size", [0, 10, files.SEGMENT, files.SEGMENT + 1, 3 * files.SEGMENT])
def test_a_file_is_what_the_page_says(size):
    data = bytes(number % 251 for number in range(size))
    segments = files.seal(ChildKey(SECRET, 7, "0999").use(Kind.FILE), CONTEXT, data)
    assert b"".join(_by_the_page(segments)) == data


def test_a_segment_that_says_it_is_not_the_last_is_not_one_by_the_page():
    segments = files.seal(ChildKey(SECRET, 7, "0999").use(Kind.FILE), CONTEXT, b"a")
    with pytest.raises(InvalidTag):
        list(_by_the_page([*segments, *segments]))


def _by_the_page(segments):
    cipher, tag = AESGCM(derive(SECRET, "file")), bytes(16)
    for number, segment in enumerate(segments):
        assert segment[:8] == b"ST\x01\x04\x00\x00\x00\x07"
        last = b"\1" if number + 1 == len(segments) else b"\0"
        bound = segment[:8] + b"\0\x040999" + pack(CONTEXT) + number.to_bytes(4, "big") + last + tag
        padded = cipher.decrypt(segment[8:20], segment[20:], bound)
        yield padded[4 : 4 + int.from_bytes(padded[:4], "big")]
        tag = segment[-16:]
