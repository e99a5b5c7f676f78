from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

import pytest

from stafet.outbox.address import BadAddress
from stafet.outbox.mail import Letter, build

AT = datetime(2027, 3, 1, 8, tzinfo=UTC)
LETTER = Letter(
    to="anna@eksempel.dk",
    subject="Der er nyt til dig",
    body="Der er nyt.\n\nhttps://stafet.eksempelby.example/\n",
    key="news:4b7a",
)


def built(letter=LETTER):
    message = build(letter, sender="stafet@eksempelby.example", at=AT)
    return message_from_bytes(message.as_bytes(), policy=SMTP)


def test_L50_the_headers_are_a_closed_list():
    assert sorted(built().keys()) == [
        "Auto-Submitted",
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
        "X-Auto-Response-Suppress",
    ]


@pytest.mark.parametrize("sign", "\n\r\t\v\f\x1c\x1d\x1e\x00\x85\u2028\u2029\u202e\u200b")
def test_a_subject_cannot_open_a_second_header_line(sign):
    with pytest.raises(ValueError, match="one line"):
        built(replace(LETTER, subject=f"Nyt{sign}Bcc: x@eksempel.dk"))


@pytest.mark.parametrize("sign", "\r\v\f\x1c\x1d\x1e\x00\x1b\x85")
def test_the_text_holds_no_control_characters(sign):
    with pytest.raises(ValueError, match="control"):
        built(replace(LETTER, body=f"Der er nyt.{sign}"))


def test_two_addresses_are_not_one_receiver():
    with pytest.raises(BadAddress):
        built(replace(LETTER, to="a@eksempel.dk, b@eksempel.dk"))


def test_R02_the_same_outbox_key_gives_the_same_message_id_and_does_not_show_in_it():
    first, again = built()["Message-ID"], built()["Message-ID"]
    other = built(replace(LETTER, key="news:9c1d"))["Message-ID"]

    assert first == again != other
    assert first.endswith("@eksempelby.example>")
    assert "4b7a" not in first


def test_danish_letters_come_out_as_written():
    letter = replace(LETTER, body="Kære Ærø, så går det løs — på én gang.\n")

    assert built(letter).get_content() == letter.body.replace("\n", "\r\n")


def test_every_line_on_the_wire_is_short_and_plain_ascii():
    raw = build(replace(LETTER, body="å" * 3000), sender="s@eksempelby.example", at=AT).as_bytes()

    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_what_is_printed_of_a_letter_in_a_trace_tells_nobody():
    assert repr(LETTER) == "Letter(subject='Der er nyt til dig', key='news:4b7a')"
