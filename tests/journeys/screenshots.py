"""`make screenshots`: every kind of page as every person, at 360 and 1280 px."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.journeys.crawl import PERSONAS, pages_of
from tests.journeys.people import PICTURES, Demo
from tests.journeys.serving import serve


def main() -> None:
    """Serve a newborn demo, walk it, keep a picture of each kind of page."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder)) as address,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=program, chromium_sandbox=False)
        demo = Demo(browser, address, Path(folder))
        for persona in PERSONAS:
            for kind, page in pages_of(demo, persona):
                name = kind.strip("/").replace("/", "-").replace("*", "x") or "overblik"
                demo.picture(page, f"{persona}-{name}")
        demo.close()
    print(f"{len(list(PICTURES.glob('*.png')))} pictures in {PICTURES}")


if __name__ == "__main__":
    main()
