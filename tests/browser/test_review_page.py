"""Reviewing in a real browser, with and without scripts, by mouse and by keyboard."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from conftest import Server, lodestone, start, stop
from curation.waiting import (
    FOUNDED_2017,
    FOUNDED_2018,
    HOSTILE,
    KNOWN,
    MISTRAL,
    OUTSIDE,
    PROPOSAL,
    decided,
    fill,
)
from lodestone.model.candidate import Candidate

TOKEN = "a token of the tests"  # noqa: S105
NO_SCRIPT = {"java_script_enabled": False}
PHONE_AT_NIGHT = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with candidates that wait, and a graph that knows some names."""
    data = fill(tmp_path_factory.mktemp("data"))
    (data / "known.ttl").write_text(KNOWN, encoding="utf-8")
    lodestone("load", data / "known.ttl", "--data", data)
    server = start(data, LODESTONE_TOKEN=TOKEN)
    yield server
    stop(server)


@pytest.fixture
def page(browser: Browser, reviewed: Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A reviewer's page, signed in; the console must stay silent."""
    (reviewed.data / "decisions.jsonl").unlink(missing_ok=True)
    context = browser.new_context(**getattr(request, "param", {}))
    opened = context.new_page()
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    opened.on("console", note)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(f"{reviewed.url}/review")
    opened.get_by_label("Your name").fill("Ada")
    opened.get_by_label("Token").fill(TOKEN)
    opened.get_by_role("button", name="Sign in").click()
    yield opened
    folder = os.environ.get("LODESTONE_SCREENSHOTS")
    if folder:
        opened.screenshot(path=Path(folder) / f"{request.node.name}.png", full_page=True)
    context.close()
    assert faults == []


def card(page: Page, claim: Candidate) -> Locator:
    return page.locator(f"#c-{claim.identifier}")


@pytest.mark.parametrize("page", [{}, NO_SCRIPT], indirect=True, ids=["scripts", "no-scripts"])
def test_a_reviewer_accepts_rejects_and_takes_it_back(page: Page, reviewed: Server) -> None:
    card(page, FOUNDED_2017).get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("Accepted: Wayve – founding date – 2017")
    card(page, FOUNDED_2018).get_by_label("Reason for rejecting").select_option("wrong")
    card(page, FOUNDED_2018).get_by_role("button", name="Reject").click()
    expect(card(page, FOUNDED_2018)).to_have_count(0)

    page.get_by_role("status").get_by_role("button", name="Undo").click()

    expect(card(page, FOUNDED_2018)).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    assert [(d["id"], d["verdict"], d["by"]) for d in decided(reviewed.data)] == [
        (FOUNDED_2017.identifier, "accept", "Ada"),
        (FOUNDED_2018.identifier, "reject", "Ada"),
        (FOUNDED_2018.identifier, "undo", "Ada"),
    ]


@pytest.mark.parametrize("page", [{}, NO_SCRIPT], indirect=True, ids=["scripts", "no-scripts"])
def test_an_unknown_name_is_bound_to_a_suggestion_and_the_claim_is_edited(
    page: Page, reviewed: Server
) -> None:
    claim = card(page, PROPOSAL)
    claim.get_by_label("Mistral AI", exact=True).check()
    claim.get_by_text("Edit", exact=True).click()
    claim.get_by_label("Modality").select_option("plan")
    claim.get_by_label("Note").fill("seen in print")

    claim.get_by_role("button", name="Accept").click()

    expect(page.get_by_role("status")).to_contain_text("Accepted, corrected")
    (line,) = decided(reviewed.data)
    assert line["id"] == PROPOSAL.identifier
    assert line["edit"] == {"modality": "plan", "note": "seen in print", "subject": MISTRAL}


def test_a_rejection_without_a_reason_is_not_sent(page: Page, reviewed: Server) -> None:
    card(page, OUTSIDE).get_by_role("button", name="Reject").click()

    expect(card(page, OUTSIDE)).to_be_visible()
    assert decided(reviewed.data) == []


def test_the_keyboard_is_enough(page: Page, reviewed: Server) -> None:
    card(page, FOUNDED_2017).get_by_text("Edit", exact=True).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # accept

    expect(page.get_by_role("status")).to_contain_text("Accepted")
    for _ in range(9):  # from the claim that follows to its reasons
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "reason":
            break
    page.keyboard.type("dup")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Rejected")

    assert [(d["id"], d["reason"]) for d in decided(reviewed.data)] == [
        (FOUNDED_2017.identifier, ""),
        (FOUNDED_2018.identifier, "duplicate"),
    ]


def test_claims_that_cannot_stand_together_are_side_by_side(page: Page) -> None:
    rows = card(page, FOUNDED_2017).locator(".rivals tbody tr")

    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("this one")
    rows.nth(1).get_by_role("link", name="waits").click()
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#c-{FOUNDED_2018.identifier}")


def test_the_queue_can_be_narrowed_and_stays_so_after_a_decision(page: Page) -> None:
    page.get_by_label("Tier").select_option("B")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("article")).to_have_count(2)

    card(page, PROPOSAL).get_by_role("button", name="Accept").click()

    expect(page.locator("article")).to_have_count(1)
    expect(page.get_by_label("Tier")).to_have_value("B")


def test_a_hostile_candidate_is_shown_as_the_text_it_is(page: Page) -> None:
    expect(card(page, HOSTILE)).to_contain_text("<script>document.title")

    card(page, HOSTILE).get_by_role("button", name="Accept").click()

    expect(page.get_by_role("status")).to_contain_text("<script>")
    expect(page).to_have_title("Review · Lodestone")
    assert page.locator("main script, main img").count() == 0


@pytest.mark.parametrize("page", [PHONE_AT_NIGHT], indirect=True, ids=["phone-at-night"])
def test_a_phone_needs_no_sideways_scrolling(page: Page) -> None:
    card(page, PROPOSAL).get_by_text("Edit", exact=True).click()

    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )

    assert wide <= 0


def test_who_signs_out_sees_no_candidate_even_by_going_back(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Token")).to_be_visible()

    page.go_back()

    expect(page.locator("article")).to_have_count(0)
