"""From a pedagogue's concern to a parent who takes back and a reader who loses sight."""

import pytest

from tests.access.bytes_at_rest import found_in, secrets_of_the_demo
from tests.journeys import story
from tests.journeys.people import Demo

pytestmark = pytest.mark.browser


def test_the_whole_story_runs(demo: Demo):
    log = story.the_pedagogue_opens_a_log(demo)
    story.the_holder_asks(demo, log)
    first = story.a_parent_signs(demo, log, "foraelder-a")
    story.says(first, "Mangler svar fra Jonas Lind")
    second = story.a_parent_signs(demo, log, "foraelder-b")
    story.says(second, "PPR Eksempelby kan læse")
    story.the_holder_invites(demo, log, "Sundhedsplejen", "Signe Dahl")
    story.the_holder_invites(demo, log, "PPR", "Per Munk")
    story.a_professional_reads_and_writes(demo, log, "sundhedsplejerske", story.NURSE)
    story.a_professional_reads_and_writes(demo, log, "ppr-psykolog", story.PSYCHOLOGIST)
    story.the_holder_agrees_and_follows_up(demo, log)
    meeting = story.the_holder_calls_a_meeting(demo, log)
    story.the_meeting_is_held(demo, meeting)
    story.news_reaches(demo, log, "foraelder-a")
    story.news_reaches(demo, log, "foraelder-b")
    story.the_mail_says_only_that_there_is_news(demo)
    demo.as_("ppr-psykolog").goto(log)
    story.a_parent_withdraws_for_ppr(demo, log)
    story.the_psychologist_loses_sight(demo, log)
    story.a_parent_sees_who_has_read(demo, log)
    story.the_relay_goes_to_school(demo, log)
    story.nothing_gives_the_fathers_home_away(demo, log, meeting)
    assert [text for text in demo.complaints if "404" not in text] == []
    secrets = [*secrets_of_the_demo(), *story.SENTENCES]
    assert found_in(demo.files_at_rest(), secrets) == []
