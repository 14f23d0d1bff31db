"""What a person sees in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

QUERY = """PREFIX ls: <https://w3id.org/lodestone/ont#>
SELECT ?platform WHERE { ?platform a ls:Platform } ORDER BY ?platform"""
PHONE_AT_NIGHT = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}


def run(page: Page) -> list[str]:
    page.click(".tabPanel.active .yasqe_queryButton")
    rows = page.locator(".tabPanel.active .yasr table tbody tr")
    expect(rows.first).to_be_visible()
    page.wait_for_timeout(300)
    return rows.all_inner_texts()


def test_the_editor_runs_a_query_that_was_typed_and_shows_its_rows(page: Page, served) -> None:
    page.goto(f"{served.url}/query")
    expect(page.locator(".yasqe .CodeMirror").first).to_be_visible()
    page.evaluate("query => { window.yasgui.getTab().setQuery(query); }", QUERY)

    rows = run(page)

    assert [re.findall(r"platform:\w+", row) for row in rows] == [
        ["platform:wechat"],
        ["platform:weibo"],
        ["platform:zhihu"],
    ]


def test_a_link_with_a_query_opens_the_editor_with_it(page: Page, served) -> None:
    page.goto(f"{served.url}/queries/cq02-chip-makers")
    page.click("text=Open in the query editor")
    expect(page.locator(".yasqe .CodeMirror").last).to_be_visible()

    rows = run(page)

    assert len(rows) == 2
    assert "Graphcore" in rows[1]


def test_an_example_that_is_chosen_is_run(page: Page, served) -> None:
    page.goto(f"{served.url}/query")
    expect(page.locator("#examples optgroup").first).to_be_attached()

    page.select_option("#examples", "cq10-data-exchanges")

    expect(page.locator(".tabPanel.active .yasr table tbody tr")).to_contain_text(["48"])


def test_the_editor_completes_classes_of_this_graph(page: Page, served) -> None:
    page.goto(f"{served.url}/query")
    expect(page.locator(".yasqe .CodeMirror").first).to_be_visible()
    page.evaluate(
        """() => {
          const yasqe = window.yasgui.getTab().getYasqe();
          yasqe.setValue("PREFIX ls: <https://w3id.org/lodestone/ont#>\\nSELECT * WHERE { ?x a ls:DataE");
          yasqe.setCursor(1, 999);
          yasqe.focus();
        }"""
    )

    page.keyboard.press("Control+Space")

    expect(page.locator(".CodeMirror-hints")).to_contain_text("DataExchange")


def test_a_share_link_carries_the_query_that_was_edited(page: Page, served) -> None:
    page.goto(f"{served.url}/query?query=SELECT+%3Fold+WHERE+%7B%7D")
    expect(page.locator(".yasqe .CodeMirror").last).to_be_visible()
    page.evaluate("query => { window.yasgui.getTab().setQuery(query); }", QUERY)
    link = page.evaluate("window.yasgui.getTab().getShareableLink()")

    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(".yasqe .CodeMirror").last).to_be_visible()

    assert page.evaluate("window.yasgui.getTab().getQuery()") == QUERY


def test_no_tab_remembers_the_endpoint_of_another_server(page: Page, served) -> None:
    page.goto(f"{served.url}/query")
    expect(page.locator(".yasqe .CodeMirror").last).to_be_visible()
    page.evaluate(
        """() => {
          window.yasgui.getTab().setEndpoint("https://old.example/sparql");
          window.yasgui.addTab(true);
        }"""
    )

    page.reload()
    expect(page.locator(".yasqe .CodeMirror").last).to_be_visible()

    endpoints = page.evaluate(
        """() => window.yasgui.persistentConfig.getTabs()
          .map((name) => window.yasgui.getTab(name).getEndpoint())"""
    )
    assert endpoints == [f"{served.url}/sparql"] * 2


def test_a_result_that_names_a_thing_leads_to_its_page_here(page: Page, served) -> None:
    page.goto(f"{served.url}/query")
    expect(page.locator(".yasqe .CodeMirror").first).to_be_visible()
    page.evaluate("query => { window.yasgui.getTab().setQuery(query); }", QUERY)
    run(page)

    with page.context.expect_page() as opened:
        page.locator(".tabPanel.active .yasr table tbody a").first.click()

    opened.value.wait_for_load_state()
    assert opened.value.url == f"{served.url}/doc/platform/wechat"
    expect(opened.value.locator("h1")).to_have_text("WeChat")


def test_an_entity_page_shows_a_fact_and_the_sentence_it_came_from(page: Page, served) -> None:
    page.goto(f"{served.url}/id/org/alibaba")

    expect(page.locator("h1")).to_have_text("Alibaba")
    fact = page.locator("dd", has=page.locator("a", has_text="Eddie Wu")).first
    fact.locator("summary").click()
    expect(fact.locator("blockquote mark")).to_have_text(
        "The chief executive of Alibaba is Eddie Wu."
    )


def test_an_entity_page_can_be_left_through_a_fact(page: Page, served) -> None:
    page.goto(f"{served.url}/id/org/graphcore")

    page.locator("dd a", has_text="United Kingdom").first.click()

    expect(page.locator("h1")).to_have_text("United Kingdom")
    expect(page.locator("main")).to_contain_text("Wayve")


def test_the_home_page_counts_and_answers_four_questions(page: Page, served) -> None:
    page.goto(served.url)

    expect(page.locator(".counts")).to_contain_text("314 statements")
    assert page.locator(".examples table").count() == 4
    expect(page.locator(".examples")).to_contain_text("Graphcore")


@pytest.mark.parametrize("page", [PHONE_AT_NIGHT], indirect=True, ids=["phone-at-night"])
@pytest.mark.parametrize(
    "path", ["/", "/id/org/alibaba", "/query", "/ont", "/queries/cq06-duties-of-instruments"]
)
def test_a_phone_needs_no_sideways_scrolling(page: Page, served, path: str) -> None:
    page.goto(served.url + path)
    page.wait_for_load_state("networkidle")

    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert wide <= 0
    assert paper == "rgb(20, 24, 31)"


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True, ids=["no-script"])
def test_pages_can_be_read_without_javascript(page: Page, served) -> None:
    page.goto(f"{served.url}/id/org/deepseek")

    expect(page.locator("blockquote").first).to_be_attached()
    page.goto(f"{served.url}/query")
    expect(page.locator("noscript a")).to_be_visible()
