"""A headless Chromium, the user's or Debian's; without one these tests skip."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    program = os.environ.get("LODESTONE_CHROMIUM") or next(
        filter(None, map(shutil.which, NAMES)), None
    )
    if program is None:
        pytest.skip("Chromium is not installed: see README, 'Tests'")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, served, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that notes errors and requests that leave the server; neither may happen."""
    context = browser.new_context(**getattr(request, "param", {}))
    opened = context.new_page()
    faults: list[str] = []

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"console: {message.text}")

    def note_request(sent: Request) -> None:
        if not sent.url.startswith((served.url, "data:", "blob:")):
            faults.append(f"request: {sent.url}")

    opened.on("console", note_message)
    opened.on("pageerror", lambda error: faults.append(f"error: {error}"))
    opened.on("request", note_request)
    yield opened
    folder = os.environ.get("LODESTONE_SCREENSHOTS")
    if folder:
        opened.screenshot(path=Path(folder) / f"{request.node.name}.png")
    context.close()
    assert faults == []
