from stafet.outbox.demo import DemoPostbox, demo_mail
from stafet.outbox.mail import Invite, Letter, Method, Subject

ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
LETTER = Letter("anna@eksempel.dk", Subject.NEWS, "Der er nyt på siden.\n", key="news:1")
MEETING = Letter(
    "bo@eksempel.dk", Subject.MEETING, "Se siden.\n", "meeting:1", Invite(Method.REQUEST, ICS)
)
SUBJECTS = {Subject.NEWS: "Der er nyt til dig", Subject.MEETING: "Møde"}


def sent(database, *letters):
    postbox = DemoPostbox(database, "stafet@eksempelby.example", SUBJECTS.get)
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
    assert mail.calendar is None


def test_the_demo_shows_the_calendar_part_too(database):
    (mail,) = sent(database, MEETING)

    assert mail.body == "Se siden.\n"
    assert "METHOD:REQUEST" in mail.calendar


def test_R02_a_resent_mail_is_shown_once_and_the_newest_comes_first(database, clock):
    sent(database, LETTER)
    clock.advance(minutes=1)

    assert [mail.subject for mail in sent(database, LETTER, MEETING)] == [
        "Møde",
        "Der er nyt til dig",
    ]
