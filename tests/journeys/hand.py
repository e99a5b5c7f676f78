"""A hand that counts: presses, keys and pages of one task, from the overview to done."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page


@dataclass
class Hand:
    """Does a task on a page and keeps count."""

    page: Page
    clicks: int = field(default=0)
    keys: int = field(default=0)
    pages: int = field(default=0)

    def click(self, target: Locator) -> None:
        """Press something that stays on the page: a choice, a box."""
        target.click()
        self.clicks += 1

    def go(self, target: Locator) -> None:
        """Press a link or button that leads to another page."""
        with self.page.expect_navigation():
            target.click()
        self.clicks, self.pages = self.clicks + 1, self.pages + 1

    def write(self, target: Locator, text: str) -> None:
        """Step into a field and type."""
        target.click()
        target.press_sequentially(text)
        self.clicks, self.keys = self.clicks + 1, self.keys + len(text)

    def link(self, name: str) -> None:
        self.go(self.page.locator("main").get_by_role("link", name=name).first)

    def press(self, value: str) -> None:
        self.go(self.page.locator(f"main button[value='{value}']"))

    def submit(self) -> None:
        """Press the main form's own button."""
        self.go(self.page.locator("main form button[type=submit]:not([name=preview])").last)
