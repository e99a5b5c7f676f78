"""The one story that carries through all floors, step by step as its persons live it."""

from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.journeys.people import Demo

CONCERN = "Alma har trukket sig fra de andre børn i to uger."
STRENGTH = "Hun tegner længe og fortæller gerne om sine tegninger."
INVOLVED = "Jeg talte med begge forældre i telefonen i fredags."
NURSE = "Alma sover godt og spiser som før, siger hun."
PSYCHOLOGIST = "Alma har en stærk fantasi og søger én ven ad gangen."
AGREEMENT = "Mette sætter Alma og Freja sammen ved tegnebordet hver formiddag."
OUTCOME = "De to tegner nu sammen de fleste dage."
PURPOSE = "Vi vil finde ud af, hvordan overgangen til skolen bliver god."
MINUTES = "Alma glæder sig til skole og er bange for frikvartererne."
PLAN = "Troels besøger Alma på stuen to gange før jul."
FATHER_HIDDEN = ("Strandkanten", "Fjordby", "55 55 01 48", "Fjordglimt")
RELOADS = 100
SENTENCES = (
    CONCERN,
    STRENGTH,
    INVOLVED,
    NURSE,
    PSYCHOLOGIST,
    AGREEMENT,
    OUTCOME,
    PURPOSE,
    MINUTES,
    PLAN,
)


def in_days(count: int) -> str:
    """Return the day `count` days from today as it is typed."""
    return (date.today() + timedelta(days=count)).strftime("%d/%m/%Y")  # noqa: DTZ011


def press(page: Page, value: str) -> None:
    """Press the main form's button of this value."""
    _go(page, page.locator(f"main button[value='{value}']"))


def submit(page: Page) -> None:
    """Press the main form's first button."""
    _go(page, page.locator("main form button[type=submit]").first)


def _go(page: Page, button: Locator) -> None:
    """Press and wait for the answer: the next person looks only once it is saved."""
    with page.expect_navigation():
        button.click()


def entries(page: Page) -> Locator:
    return page.locator("[data-entry]")


def says(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text)


def says_not(page: Page, text: str) -> None:
    expect(page.locator("main")).not_to_contain_text(text)


def until_shown(page: Page, wanted: Locator) -> Locator:
    """Load the page again until it shows what is wanted: news is delivered in the background."""
    for _ in range(RELOADS):
        if wanted.is_visible():
            return wanted
        page.reload()
    raise AssertionError(f"{wanted} is not shown on {page.url}")


def the_pedagogue_opens_a_log(demo: Demo) -> str:
    """Step 1; return the log's address."""
    page = demo.as_("paedagog")
    page.goto(f"{demo.address}/")
    page.locator("main a[href='/bekymring/ny']").first.click()
    page.get_by_role("link", name="Alma Birk Lind").click()
    page.locator("[name=q_why]").fill(CONCERN)
    page.locator("[name=q_resources]").fill(STRENGTH)
    press(page, "preview")
    says(page, "Lone Friis")
    demo.picture(page, "1-who-can-read")
    press(page, "save")
    page.get_by_role("link", name="Åbn stafetlog").click()
    page.locator("[name=how]").fill(INVOLVED)
    page.get_by_label("Hvilken dag talte du med dem?").fill(in_days(-2))
    page.get_by_label("Lad forældrene læse det med det samme").check()
    demo.picture(page, "1-open")
    page.locator("main form button[type=submit]").last.click()
    says(page, CONCERN)
    says(page, "Mette Kjær")
    demo.picture(page, "1-log-opened")
    return page.url


def the_holder_asks(demo: Demo, log: str) -> None:
    page = demo.as_("paedagog")
    page.goto(f"{log}/samtykke/spoerg")
    for place in (
        "Børnehuset Solsikken",
        "Sundhedsplejen Eksempelby",
        "PPR Eksempelby",
        "Engskolen",
    ):
        page.get_by_label(place).check()
    submit(page)


def a_parent_signs(demo: Demo, log: str, persona: str) -> Page:
    """Step 2, for one parent: yes to every place, details as proposed."""
    page = demo.as_(persona)
    page.goto(f"{log}/samtykke")
    for answer in page.locator("input[type=radio][value=yes]").all():
        answer.check()
    demo.picture(page, f"2-before-{persona}")
    says(page, "kan så læse")
    demo.picture(page, f"2-effect-{persona}")
    page.locator("main form button[type=submit]:not([name=preview])").last.click()
    demo.picture(page, f"2-after-{persona}")
    return page


def the_holder_invites(demo: Demo, log: str, place: str, person: str) -> None:
    """Step 3, for one professional."""
    page = demo.as_("paedagog")
    page.goto(f"{log}/inviter")
    page.locator("li", has_text=place).get_by_role("link").click()
    page.get_by_label(person).check()
    submit(page)
    says(page, person)


def a_professional_reads_and_writes(demo: Demo, log: str, persona: str, text: str) -> None:
    page = demo.as_(persona)
    page.goto(log)
    says(page, CONCERN)
    why = entries(page).filter(has_text=CONCERN).locator("details").first
    why.locator("summary").click()
    expect(why).to_contain_text("sagt ja")
    demo.picture(page, f"3-{persona}-reads")
    page.goto(f"{log}/skriv")
    page.locator("[name=text]").fill(text)
    page.locator("input[name=categories][value=wellbeing]").check()
    page.locator("main form button[name=preview]").click()
    says(page, "Mette Kjær")
    says(page, "Jonas Lind")
    demo.picture(page, f"3-{persona}-writes")
    page.locator("main form button[type=submit]:not([name=preview])").last.click()
    says(page, text)


def the_holder_agrees_and_follows_up(demo: Demo, log: str) -> None:
    """Step 4."""
    page = demo.as_("paedagog")
    page.goto(f"{log}/aftale")
    page.locator("[name=text]").fill(AGREEMENT)
    page.locator("input[name=categories][value=social]").check()
    submit(page)
    says(page, AGREEMENT)
    page.get_by_role("link", name="Følg op").first.click()
    page.locator("[name=text]").fill(OUTCOME)
    press(page, "kept")
    says(page, OUTCOME)
    demo.picture(page, "4-followed-up")


def the_holder_calls_a_meeting(demo: Demo, log: str) -> str:
    """Step 5, first half; return the meeting's address."""
    page = demo.as_("paedagog")
    page.goto(f"{log}/moede/nyt")
    says(page, "Per Munk")
    page.get_by_label("Hvilken dag?").fill(in_days(8))
    page.locator("[name=hour]").fill("14.30")
    page.locator("[name=place]").fill("Rådhuset, lokale 2")
    page.locator("[name=purpose]").fill(PURPOSE)
    page.locator("[name=parents_how]").fill("Begge forældre har valgt dagen.")
    page.locator("[name=child_comes][value=no]").check()
    page.locator("[name=child_perspective]").fill("Mette tegner en skole sammen med Alma.")
    demo.picture(page, "5-call")
    page.locator("main form button[type=submit]").last.click()
    says(page, PURPOSE)
    return page.url


def the_meeting_is_held(demo: Demo, meeting: str) -> None:
    """Step 5, second half: minutes on the shared screen."""
    page = demo.as_("paedagog")
    page.goto(f"{meeting}/referat")
    page.locator("[name=item_known]").fill(MINUTES)
    page.locator("[name=child]").fill("Jeg vil gerne have en at lege med.")
    page.locator("[name=parents]").fill("Vi tror, at en fast ven hjælper mest.")
    page.locator("[name=what_1]").fill(PLAN)
    page.locator("[name=who_1]").select_option(index=1)
    page.locator("input[aria-describedby*=on_1], #on_1").first.fill(in_days(20))
    demo.picture(page, "5-minutes")
    press(page, "finish")
    says(page, MINUTES)
    demo.picture(page, "5-held")
    page.goto(meeting.split("/moede/", maxsplit=1)[0])
    says(page, PLAN)


def news_reaches(demo: Demo, log: str, persona: str) -> None:
    """Step 6: the inbox, its page and its PDF; nothing of the other parent's protected home."""
    page = demo.as_(persona)
    page.goto(f"{demo.address}/")
    until_shown(page, page.get_by_role("link", name="Et møde er holdt").first).click()
    says(page, MINUTES)
    demo.picture(page, f"6-news-{persona}")
    with page.expect_download() as pdf:
        page.get_by_role("link", name="PDF").first.click()
    assert pdf.value.path().read_bytes().startswith(b"%PDF-")
    assert pdf.value.suggested_filename == "kopi.pdf"


def the_mail_says_only_that_there_is_news(demo: Demo) -> None:
    page = demo.as_("foraelder-a")
    page.goto(f"{demo.address}/demo/post")
    says(page, "Der er nyt")
    for word in ("Alma", "Birk", "Mette", "PPR", "Solsikken", *FATHER_HIDDEN):
        says_not(page, word)


def a_parent_withdraws_for_ppr(demo: Demo, log: str) -> None:
    """Step 7, the press: two clicks from the overview of consents."""
    page = demo.as_("foraelder-a")
    page.goto(f"{log}/samtykke")
    page.get_by_role("link", name="Træk tilbage PPR").click()
    demo.picture(page, "7-withdraw")
    submit(page)
    says(page, "PPR Eksempelby kan ikke læse")


def the_psychologist_loses_sight(demo: Demo, log: str) -> None:
    """Step 7, the effect: the page he has open, reloaded."""
    page = demo.as_("ppr-psykolog")
    says(page, CONCERN)
    page.reload()
    says_not(page, CONCERN)
    says_not(page, NURSE)
    says(page, PSYCHOLOGIST)
    demo.picture(page, "7-lost-sight")


def a_parent_sees_who_has_read(demo: Demo, log: str) -> None:
    page = demo.as_("foraelder-a")
    page.goto(f"{log}/laesninger")
    says(page, "Psykolog")
    says(page, "Sundhedsplejerske")
    demo.picture(page, "7-readings")


def the_relay_goes_to_school(demo: Demo, log: str) -> None:
    """Step 8."""
    page = demo.as_("paedagog")
    page.goto(f"{log}/overdrag")
    page.get_by_label("Troels Vang").check()
    demo.picture(page, "8-offer")
    page.locator("main form button[type=submit]").last.click()
    teacher = demo.as_("laerer")
    teacher.goto(f"{demo.address}/")
    teacher.get_by_role("link", name="Alma").first.click()
    teacher.goto(f"{log}/overdragelse")
    demo.picture(teacher, "8-answer")
    press(teacher, "yes")
    teacher.goto(log)
    expect(teacher.locator("main")).to_contain_text("Stafetholder: Troels Vang")
    page.goto(f"{log}/overdrag")
    expect(page.locator("h1")).to_contain_text("ikke noget, du kan se")


def nothing_gives_the_fathers_home_away(demo: Demo, log: str, meeting: str) -> None:
    """B's address, phone and the place that gives it away show nowhere to A."""
    page = demo.as_("foraelder-a")
    page.goto(f"{demo.address}/")
    links = [link.get_attribute("href") for link in page.locator("main a[href^='/']").all()]
    pages = [f"{demo.address}{link}" for link in links]
    for address in {*pages, log, f"{log}/samtykke", f"{log}/laesninger", meeting}:
        page.goto(address)
        html = page.content()
        assert [word for word in FATHER_HIDDEN if word in html] == [], address
