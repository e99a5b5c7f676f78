import dataclasses
import hmac
import json
import struct
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import assume, example, given
from hypothesis import strategies as st

from stafet.errors import Sealed
from stafet.vault.context import Context, pack
from stafet.vault.keys import ChildKey, Kind, derive
from stafet.vault.padding import LEAST, pad, padded_size, unpad
from stafet.vault.record import Reason, key_version, open_, seal

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "record-v1.json").read_text("utf-8"))
KEY = ChildKey(bytes(range(32)), 1, "0999")

texts = st.text(st.characters(exclude_categories=["Cs"]))
short = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
contexts = st.builds(
    Context,
    table=short,
    column=short,
    child=st.uuids(),
    record=st.uuids(),
    version=st.integers(0, 2**32 - 1),
    author=st.none() | st.uuids(),
    institution=st.none() | st.uuids(),
    categories=st.frozensets(short, max_size=4),
    subjects=st.frozensets(short, max_size=4),
    event_on=st.none() | st.dates(),
    written_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    first_written_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    supersedes=st.integers(0, 2**32 - 1),
)


@given(text=texts, context=contexts, kind=st.sampled_from(Kind))
def test_what_was_sealed_opens_in_its_context(text, context, kind):
    key = KEY.use(kind)
    assert open_(key, context, seal(key, context, text)) == text


@given(context=contexts, other=contexts, field=st.sampled_from(dataclasses.fields(Context)))
def test_with_any_one_fact_changed_nothing_opens(context, other, field):
    changed = dataclasses.replace(context, **{field.name: getattr(other, field.name)})
    assume(changed != context)
    key = KEY.use(Kind.CONTENT)
    assert _reason(key, changed, seal(key, context, "hemmeligt")) is Reason.TAG


@given(one=contexts, other=contexts)
def test_two_contexts_never_pack_alike(one, other):
    assert (pack(one) == pack(other)) == (one == other)


def test_names_are_packed_in_one_order_each_after_its_length(context):
    named = dataclasses.replace(context, subjects=frozenset({"ø", "a"}))
    end = b"\0\4body" + b"\0\2" + b"\0\x08language" + b"\0\x09wellbeing"
    assert pack(named).endswith(end + b"\0\2" + b"\0\1a" + b"\0\2\xc3\xb8")


def test_names_cannot_flow_from_one_field_into_the_next(context):
    assert pack(dataclasses.replace(context, table="ab", column="c")) != pack(
        dataclasses.replace(context, table="a", column="bc")
    )
    assert pack(
        dataclasses.replace(context, categories=frozenset({"a"}), subjects=frozenset())
    ) != pack(dataclasses.replace(context, categories=frozenset(), subjects=frozenset({"a"})))


def test_one_instant_packs_alike_in_every_time_zone(context):
    there = context.written_at.astimezone(ZoneInfo("Europe/Copenhagen"))
    assert pack(dataclasses.replace(context, written_at=there)) == pack(context)


def test_a_naive_instant_is_refused(context):
    with pytest.raises(TypeError, match="naive"):
        pack(dataclasses.replace(context, written_at=datetime(2026, 3, 1)))  # noqa: DTZ001


@given(data=st.data())
def test_a_flipped_bit_anywhere_refuses(data):
    context = Context("t", "c", UUID(int=1), UUID(int=2))
    sealed = bytearray(seal(KEY.use(Kind.CONTENT), context, "hemmeligt"))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    _reason(KEY.use(Kind.CONTENT), context, bytes(sealed))


@given(data=st.data())
def test_a_cut_record_refuses(data):
    context = Context("t", "c", UUID(int=1), UUID(int=2))
    sealed = seal(KEY.use(Kind.CONTENT), context, "hemmeligt")
    _reason(KEY.use(Kind.CONTENT), context, sealed[: data.draw(st.integers(0, len(sealed) - 1))])


def test_the_shortest_record_there_can_be_names_its_key_version():
    shortest = KEY.use(Kind.CONTENT).header + bytes(12 + 16)
    assert key_version(Kind.CONTENT, shortest) == 1
    with pytest.raises(Sealed) as refused:
        key_version(Kind.CONTENT, shortest[:-1])
    assert refused.value.reason is Reason.FORM


@pytest.mark.parametrize("version", [1, 0x01020304, 2**32 - 1])
def test_all_four_bytes_of_a_key_version_count(context, version):
    sealed = seal(ChildKey(KEY.secret, version, "0999").use(Kind.CONTENT), context, "hemmeligt")
    assert key_version(Kind.CONTENT, sealed) == version


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (ChildKey(bytes(32), 1, "0999"), Reason.TAG),
        (ChildKey(bytes(range(32)), 1, "0998"), Reason.TAG),
        (ChildKey(bytes(range(32)), 2, "0999"), Reason.KEY_VERSION),
    ],
    ids=["another child", "another kommune", "another key version"],
)
def test_another_key_does_not_open(context, other, reason):
    sealed = seal(KEY.use(Kind.CONTENT), context, "hemmeligt")
    assert _reason(other.use(Kind.CONTENT), context, sealed) is reason


def test_a_record_of_one_kind_does_not_open_as_another(context):
    sealed = seal(KEY.use(Kind.IDENTITY), context, "hemmeligt")
    assert _reason(KEY.use(Kind.CONTENT), context, sealed) is Reason.KIND
    relabelled = KEY.use(Kind.CONTENT).header + sealed[8:]
    assert _reason(KEY.use(Kind.CONTENT), context, relabelled) is Reason.TAG


@pytest.mark.parametrize("padded", [b"", b"\0\0", b"\0\0\1\0abc", b"\0\0\0\1\xff"])
def test_bytes_that_the_padding_cannot_have_made_refuse(context, padded):
    key = KEY.use(Kind.CONTENT)
    body = key.cipher.encrypt(bytes(12), padded, key.prefix + pack(context))
    assert _reason(key, context, key.header + bytes(12) + body) is Reason.PADDING


def test_two_sealings_of_one_text_have_nothing_in_common_but_the_header(context):
    one, other = (seal(KEY.use(Kind.CONTENT), context, "det samme") for _ in range(2))
    assert one[:8] == other[:8]
    assert one[8:20] != other[8:20]
    assert one[20:] != other[20:]


@given(st.binary(max_size=5000))
@example(bytes(LEAST - 4))
def test_padding_gives_back_what_it_was_given(raw):
    assert unpad(pad(raw)) == raw


@given(st.integers(0, 20_000_000))
def test_padding_costs_little_and_leaves_few_sizes(size):
    padded = padded_size(size)
    assert padded >= max(size, LEAST)
    assert padded <= max(LEAST, size * 1.12)
    assert padded_size(padded) == padded


@pytest.mark.parametrize(
    ("size", "padded"),
    [(0, 256), (256, 256), (257, 272), (512, 512), (513, 544), (65_536, 65_536), (65_537, 67_584)],
)
def test_padding_goes_up_to_the_size_the_page_says(size, padded):
    assert padded_size(size) == padded


def test_padding_is_the_length_the_bytes_and_zeros():
    assert pad(b"ab") == b"\0\0\0\2ab" + bytes(250)


def test_short_texts_are_of_one_length(context):
    key = KEY.use(Kind.IDENTITY)
    assert len({len(seal(key, context, "x" * size)) for size in range(253)}) == 1


def test_a_key_does_not_show_itself(key):
    assert key.secret.hex() not in repr(key)
    assert "secret" not in repr(key)
    assert "cipher" not in repr(key.use(Kind.FILE))


@pytest.mark.parametrize("vector", VECTORS["opens"], ids=lambda vector: vector["kind"])
def test_the_published_records_open(vector):
    context = _context(vector["context"])
    assert pack(context).hex() == vector["packed"]
    opened = open_(KEY.use(Kind(vector["kind"])), context, bytes.fromhex(vector["record"]))
    assert opened == vector["text"]


@pytest.mark.parametrize("vector", VECTORS["opens"], ids=lambda vector: vector["kind"])
def test_a_reader_written_from_the_document_alone_agrees(vector):
    assert _by_the_document(vector) == vector["text"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["why"])
def test_the_published_forgeries_refuse(vector):
    context = _context(VECTORS["opens"][0]["context"])
    reason = _reason(KEY.use(Kind.CONTENT), context, bytes.fromhex(vector["record"]))
    assert reason == vector["reason"]


def test_subkeys_are_hkdf_sha256_as_the_rfc_says():
    extracted = hmac.digest(bytes(32), KEY.secret, sha256)
    assert derive(KEY.secret, "content") == hmac.digest(extracted, b"stafet/1/content\x01", sha256)


def _reason(key, context, data):
    with pytest.raises(Sealed) as refused:
        open_(key, context, data)
    assert str(refused.value) == "these bytes do not open"
    return refused.value.reason


def _context(told):
    return Context(
        **{
            **told,
            **{
                name: told[name] and UUID(told[name])
                for name in ("child", "record", "author", "institution")
            },
            "categories": frozenset(told["categories"]),
            "subjects": frozenset(told["subjects"]),
            "event_on": told["event_on"] and date.fromisoformat(told["event_on"]),
            **{
                name: told[name] and datetime.fromisoformat(told[name])
                for name in ("written_at", "first_written_at")
            },
        }
    )


def _by_the_document(vector):
    """Read docs/record-format.md a second time, in other words than the product's."""
    told, data = vector["context"], bytes.fromhex(vector["record"])

    def word(text):
        return struct.pack(">H", len(text.encode())) + text.encode()

    def number(value):
        return b"\1" + UUID(value).bytes if value else bytes(17)

    def words(texts):
        return struct.pack(">H", len(texts)) + b"".join(sorted(word(text) for text in texts))

    day = date.fromisoformat(told["event_on"]).toordinal() if told["event_on"] else 0

    def instant(text):
        since = timedelta(days=-999999999)
        if text:
            epoch = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
            since = datetime.fromisoformat(text) - epoch
        return struct.pack(">iII", since.days, since.seconds, since.microseconds)

    bound = (
        data[:8]
        + word(VECTORS["kommune"])
        + UUID(told["child"]).bytes
        + UUID(told["record"]).bytes
        + struct.pack(">I", told["version"])
        + number(told["author"])
        + number(told["institution"])
        + struct.pack(">I", day)
        + instant(told["written_at"])
        + instant(told["first_written_at"])
        + struct.pack(">I", told["supersedes"])
        + word(told["table"])
        + word(told["column"])
        + words(told["categories"])
        + words(told["subjects"])
    )
    key = derive(bytes.fromhex(VECTORS["secret"]), vector["kind"])
    padded = AESGCM(key).decrypt(data[8:20], data[20:], bound)
    size = int.from_bytes(padded[:4], "big")
    assert set(padded[4 + size :]) <= {0}
    return padded[4 : 4 + size].decode()
