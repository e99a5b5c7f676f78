"""One browser window per person of the demo, and what is looked at on every page."""

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.servers.postgres import Cluster

AXE = Path("stafet/static/vendor/axe-core/axe.min.js")
PICTURES = Path("var/screenshots")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# every rule runs; only what is wrong is described and sent here
VIOLATIONS = """async tags => {
    const options = {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']};
    return (await axe.run(options)).violations;
}"""


class Demo:
    """The demo as its visitors use it."""

    def __init__(
        self, browser: Browser, address: str, folder: Path, cluster: Cluster | None = None
    ) -> None:
        self.browser, self.address, self.folder, self.cluster = browser, address, folder, cluster
        self.contexts: dict[str, BrowserContext] = {}
        self.complaints: list[str] = []

    def as_(self, persona: str, *, width: int = 1280) -> Page:
        """Return this person's own window, signed in through the demo's door."""
        if persona not in self.contexts:
            context = self.browser.new_context(
                viewport={"width": width, "height": 900}, locale="da-DK"
            )
            page = context.new_page()
            page.on("console", self._listen)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            page.goto(f"{self.address}/demo/")
            page.locator(f"form:has(input[value='{persona}']) button").click()
            self.contexts[persona] = context
        page = self.contexts[persona].pages[0]
        page.set_viewport_size({"width": width, "height": 900})
        return page

    def picture(self, page: Page, name: str) -> None:
        """Keep a picture of the page at both widths."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        prefix = "postgres-" if self.cluster else ""
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=PICTURES / f"{prefix}{name}-{width}.png", full_page=True)

    def files_at_rest(self) -> list[Path]:
        """Return every file the demo has written: database, write-ahead log, key store."""
        if self.cluster is None:
            return list(self.folder.rglob("*"))
        unfolded = self.folder.with_name("unfolded")
        unfolded.mkdir()
        return [*self.cluster.files_at_rest(unfolded), *self.folder.rglob("*")]

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()

    def _listen(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


def barriers(page: Page) -> list[str]:
    """Return what axe-core finds on a page, each with its place."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(VIOLATIONS, TAGS)
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]


def too_wide(page: Page) -> bool:
    """Return whether a phone would have to scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
