from stafet.outbox.demo import DemoPostbox, demo_mail
from stafet.outbox.mail import Letter

LETTER = Letter("anna@eksempel.dk", "Der er nyt til dig", "Der er nyt på siden.\n", key="news:1")
MEETING = Letter("bo@eksempel.dk", "Møde", "Se siden.\n", key="meeting:1")


def sent(database, *letters):
    postbox = DemoPostbox(database, "stafet@eksempelby.example")
    for letter in letters:
        postbox.send(letter)
    with database.unit() as unit:
        return demo_mail(unit)


def test_the_demo_keeps_a_mail_as_it_would_have_been_sent(database, clock):
    (mail,) = sent(database, LETTER)

    assert (mail.to, mail.subject, mail.body) == (
        "anna@eksempel.dk",
        "Der er nyt til dig",
        "Der er nyt på siden.\n",
    )
    assert mail.at == clock.now()


def test_R02_a_resent_mail_is_shown_once_and_the_newest_comes_first(database, clock):
    sent(database, LETTER)
    clock.advance(minutes=1)

    assert [mail.subject for mail in sent(database, LETTER, MEETING)] == [
        "Møde",
        "Der er nyt til dig",
    ]
