import socket
from dataclasses import replace

import pytest

from stafet.errors import ConfigurationError
from stafet.outbox.mail import Letter, MailFailed
from stafet.outbox.smtp import SmtpPostbox
from stafet.settings import MailSettings, MailTls
from tests.servers import smtp, tls

pytestmark = pytest.mark.smtp
LETTER = Letter("anna@eksempel.dk", "Nyt i Stafet", "Der er nyt på siden.\n", key="news:1")


def postbox(settings, clock):
    return SmtpPostbox(settings, clock)


def test_a_letter_reaches_its_one_receiver_over_verified_tls(mailbox, mail_settings, clock):
    postbox(mail_settings, clock).send(LETTER)

    (mail,) = mailbox.received
    assert mail.receivers == ["anna@eksempel.dk"]
    assert mail.sender == mail_settings.sender
    assert mail.message["Subject"] == "Nyt i Stafet"
    assert mail.message.get_content() == "Der er nyt på siden.\r\n"


def test_the_mail_bears_the_houses_time_and_not_the_machines_name(mailbox, mail_settings, clock):
    postbox(mail_settings, clock).send(LETTER)

    (mail,) = mailbox.received
    assert mail.message["Date"].datetime == clock.now()
    assert socket.gethostname().encode() not in mail.raw


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    mailbox, mail_settings, clock, tmp_path
):
    stranger = tls.authority(tmp_path)

    with pytest.raises(MailFailed) as failure:
        postbox(replace(mail_settings, ca_file=stranger.ca_file), clock).send(LETTER)

    assert failure.value.code == "tls"
    assert mailbox.received == []


def test_a_server_with_another_name_than_its_certificate_gets_nothing(
    mail_settings, clock, tmp_path
):
    another = tls.authority(tmp_path, "andet.example")
    with smtp.serving(another, MailTls.STARTTLS) as other:
        told = replace(mail_settings, port=other.port, ca_file=another.ca_file)
        with pytest.raises(MailFailed, match="tls"):
            postbox(told, clock).send(LETTER)

    assert other.received == []


def test_tls_from_the_first_byte_works_too_and_is_verified(authority, clock, tmp_path):
    with smtp.serving(authority, MailTls.IMPLICIT) as box:
        told = MailSettings(
            host=box.host, port=box.port, tls=MailTls.IMPLICIT, ca_file=authority.ca_file
        )
        postbox(told, clock).send(LETTER)
        with pytest.raises(MailFailed, match="tls"):
            postbox(replace(told, ca_file=tls.authority(tmp_path).ca_file), clock).send(LETTER)

    assert len(box.received) == 1


def test_a_server_without_starttls_gets_neither_password_nor_letter(authority, clock):
    with smtp.serving(authority, MailTls.NONE) as box:
        told = MailSettings(host=box.host, port=box.port, ca_file=authority.ca_file)
        with pytest.raises(MailFailed, match="unsupported"):
            postbox(told, clock).send(LETTER)

    assert box.received == []


def test_plain_mail_is_for_a_server_on_this_machine_only(authority, clock):
    with smtp.serving(authority, MailTls.NONE) as box:
        told = MailSettings(host=box.host, port=box.port, tls=MailTls.NONE)
        postbox(told, clock).send(LETTER)
        assert len(box.received) == 1

    with pytest.raises(ConfigurationError, match="this machine only"):
        postbox(replace(told, host="mail.eksempelby.example"), clock)


def test_a_refused_receiver_is_told_by_the_servers_code_and_never_by_address(
    mailbox, mail_settings, clock
):
    mailbox.answer = "550 no such user anna@eksempel.dk"

    with pytest.raises(MailFailed) as failure:
        postbox(mail_settings, clock).send(LETTER)

    assert failure.value.code == "550"
    assert "anna" not in str(failure.value)


def test_a_wrong_password_is_told_by_the_servers_code(mail_settings, clock):
    with pytest.raises(MailFailed, match="535"):
        postbox(replace(mail_settings, password="wrong"), clock).send(LETTER)


def test_a_server_that_is_down_is_told_as_unreachable(mail_settings, clock):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        told = replace(mail_settings, port=nobody.getsockname()[1])
        with pytest.raises(MailFailed, match="unreachable"):
            postbox(told, clock).send(LETTER)
