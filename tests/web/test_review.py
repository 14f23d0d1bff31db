"""The review page over HTTP: who gets in, what is shown, what is written."""

import re
import shutil
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from clients import Answer, ask
from conftest import Server, lodestone, start, stop
from curation.waiting import (
    FOUNDED_2017,
    FOUNDED_2018,
    HOSTILE,
    KNOWN,
    MISTRAL,
    OUTSIDE,
    PROPOSAL,
    SCRIPT,
    candidate,
    decided,
    entity,
    fill,
    quote,
)
from lodestone.settings import resolve
from lodestone.web.app import create_app

TOKEN = "a token of the tests"  # noqa: S105
FORM = "application/x-www-form-urlencoded"


@dataclass
class Visitor:
    """A browser without scripts: it keeps cookies and sends forms."""

    server: Server
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)

    def get(self, path: str = "/review") -> Answer:
        return self._send(path, "GET", None)

    def post(self, path: str, **fields: str) -> Answer:
        return self._send(path, "POST", urllib.parse.urlencode(fields).encode())

    def secret(self) -> str:
        """What our forms bear, as the page says."""
        found = re.search(r'name="form" value="(\w+)"', self.get().text)
        assert found is not None
        return found[1]

    def sign_in(self, token: str = TOKEN, by: str = "Ada", **fields: str) -> Answer:
        return self.post(
            "/review/session", **{"form": self.secret(), "by": by, "token": token, **fields}
        )

    def decide(self, identifier: str, verdict: str, **fields: str) -> Answer:
        given = {"form": self.secret(), "id": identifier, "verdict": verdict}
        return self.post("/review/decisions", **given | fields)

    def _send(self, path: str, method: str, body: bytes | None) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Accept": "text/html"} | ({"Cookie": cookie} if cookie else {})
        headers |= {"Content_Type": FORM} if body is not None else {}
        answer = ask(self.server.url + path, method, body, **headers)
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.set_cookies.append(line)
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a graph that knows some names."""
    data = tmp_path_factory.mktemp("known")
    (data / "known.ttl").write_text(KNOWN, encoding="utf-8")
    done = lodestone("load", data / "known.ttl", "--data", data)
    assert done.returncode == 0, done.stderr
    return fill(data)


@pytest.fixture(scope="module")
def server(known: Path) -> Iterator[Server]:
    """A server on which reviews can be made."""
    served = start(known, LODESTONE_TOKEN=TOKEN)
    yield served
    stop(served)


@pytest.fixture
def visitor(server: Server) -> Visitor:
    """Somebody who has not signed in; nothing is decided yet."""
    (server.data / "decisions.jsonl").unlink(missing_ok=True)
    return Visitor(server)


@pytest.fixture
def ada(visitor: Visitor) -> Visitor:
    """A reviewer who has signed in."""
    assert visitor.sign_in().status == 303
    return visitor


def cards(answer: Answer) -> list[str]:
    return re.findall(r'<article class="card" id="c-(\w+)"', answer.text)


@pytest.mark.parametrize(("options", "token"), [((), ""), (("--read-only",), TOKEN)])
def test_where_there_are_no_writes_there_is_no_review(
    known: Path, tmp_path: Path, options: tuple[str, ...], token: str
) -> None:
    shutil.copytree(known, tmp_path / "data")
    closed = start(tmp_path / "data", *options, LODESTONE_TOKEN=token)
    paths = (("GET", "/review"), ("POST", "/review/session"), ("POST", "/review/decisions"))

    answers = [ask(closed.url + path, method) for method, path in paths]

    stop(closed)
    assert [answer.status for answer in answers] == [403, 403, 403]
    assert all("LODESTONE_TOKEN" in answer.text for answer in answers)
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in answers)


def test_a_stranger_sees_the_sign_in_form_and_no_candidate(visitor: Visitor) -> None:
    answer = visitor.get()

    assert answer.status == 200
    assert 'type="password"' in answer.text
    assert "Wayve" not in answer.text
    assert "lodestone_review" not in visitor.cookies  # nothing signed is given to strangers


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "üéÿ"])
def test_a_wrong_token_is_answered_with_401_and_opens_nothing(visitor: Visitor, token: str) -> None:
    answer = visitor.sign_in(token)

    assert answer.status == 401
    assert "not the token" in answer.text
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert cards(visitor.get()) == []


def test_a_token_in_the_url_opens_nothing(visitor: Visitor) -> None:
    answer = visitor.get("/review?" + urllib.parse.urlencode({"token": TOKEN, "by": "x"}))

    assert cards(answer) == []


def test_the_right_token_opens_a_session_whose_cookie_is_for_this_page_only(
    visitor: Visitor,
) -> None:
    answer = visitor.sign_in(f" {TOKEN} ")

    assert (answer.status, answer.headers["Location"]) == (303, "/review")
    for line in visitor.set_cookies:
        assert {"HttpOnly", "SameSite=Strict", "Path=/review"} <= set(line.split("; "))
        assert "Secure" not in line.split("; ")
    assert TOKEN not in str(visitor.set_cookies)
    assert cards(visitor.get()) != []


def test_behind_https_cookies_are_secure(known: Path) -> None:
    settings = {"data": known, "token": TOKEN, "url": "https://graph.example"}
    browser = create_app(resolve(settings)[0]).test_client()

    answer = browser.get("/review")

    assert "Secure" in answer.headers["Set-Cookie"].split("; ")


def test_another_token_ends_all_sessions(ada: Visitor, known: Path, tmp_path: Path) -> None:
    shutil.copytree(known, tmp_path / "data")
    other = start(tmp_path / "data", LODESTONE_TOKEN="another")  # noqa: S106

    answer = Visitor(other, dict(ada.cookies)).get()

    stop(other)
    assert cards(answer) == []


def test_a_forged_or_changed_cookie_opens_nothing(ada: Visitor) -> None:
    payload, _, rest = ada.cookies["lodestone_review"].partition(".")

    for forged in (payload + ".", f"{payload}x.{rest}", "eyJieSI6IkV2ZSJ9", "a.b.c"):
        stranger = Visitor(ada.server, {"lodestone_review": forged})
        assert cards(stranger.get()) == []
        answer = stranger.post("/review/decisions", id=PROPOSAL.identifier, verdict="accept")
        assert answer.status == 401
    assert decided(ada.server.data) == []


def test_nothing_of_the_review_is_kept_by_caches(ada: Visitor) -> None:
    answers = [
        ada.get(),
        Visitor(ada.server).get(),
        ada.decide("0123456789abcdef", "accept"),
        ada.decide(OUTSIDE.identifier, "accept"),
    ]

    assert [answer.status for answer in answers] == [200, 200, 404, 303]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


@pytest.mark.parametrize("given", [{}, {"form": ""}, {"form": "0" * 32}])
def test_a_form_that_is_not_ours_is_refused(visitor: Visitor, given: dict[str, str]) -> None:
    signing = visitor.post("/review/session", by="Ada", token=TOKEN, **given)
    visitor.sign_in()
    fields = {"id": PROPOSAL.identifier, "verdict": "accept", **given}

    deciding = visitor.post("/review/decisions", **fields)
    leaving = visitor.post("/review/session", action="sign-out", **given)

    assert [signing.status, deciding.status, leaving.status] == [403, 403, 403]
    assert decided(visitor.server.data) == []
    assert cards(visitor.get()) != []


def test_a_form_without_a_session_is_refused(visitor: Visitor) -> None:
    answer = visitor.post("/review/decisions", id=PROPOSAL.identifier, verdict="accept")

    assert answer.status == 401
    assert decided(visitor.server.data) == []


def test_a_session_that_was_left_opens_nothing(ada: Visitor) -> None:
    answer = ada.post("/review/session", form=ada.secret(), action="sign-out")

    assert answer.status == 303
    assert cards(ada.get()) == []


def test_what_waits_is_listed_in_order_and_can_be_narrowed(ada: Visitor) -> None:
    every, c = ada.get(), ada.get("/review?tier=C")

    assert cards(every) == [
        claim.identifier for claim in (FOUNDED_2017, FOUNDED_2018, PROPOSAL, HOSTILE, OUTSIDE)
    ]
    assert cards(c) == [OUTSIDE.identifier]
    assert len(cards(ada.get("/review?conflicts=1"))) == 2
    assert cards(ada.get("/review?document=zine")) == [FOUNDED_2018.identifier]
    assert cards(ada.get("/review?document=nothing&page=0x&tier=<")) == []


def test_a_card_shows_quote_ends_suggestions_and_conflicts(ada: Visitor) -> None:
    text = ada.get().text

    assert '<mark class="subject" title="subject">Mistral AI SAS</mark>' in text
    assert '<mark class="object" title="object">France</mark>' in text
    assert f'value="{MISTRAL}"' in text
    assert "Founded in 2018, the company makes cars drive." in text
    assert "the company (Wayve)" in text


def test_a_decision_is_written_with_name_and_time_and_the_next_claim_follows(
    ada: Visitor,
) -> None:
    answer = ada.decide(FOUNDED_2017.identifier, "accept", next=PROPOSAL.identifier, tier="B")

    (line,) = decided(ada.server.data)
    assert (line["id"], line["verdict"], line["by"]) == (FOUNDED_2017.identifier, "accept", "Ada")
    assert "edit" not in line
    assert answer.status == 303
    assert answer.headers["Location"] == f"/review?tier=B#c-{PROPOSAL.identifier}"
    after = ada.get().text
    assert "lodestone build" in after
    assert "accepted by a person" in after  # beside the claim that it stands against


def test_a_rejection_needs_one_of_the_reasons(ada: Visitor) -> None:
    without = ada.decide(OUTSIDE.identifier, "reject")
    free = ada.decide(OUTSIDE.identifier, "reject", reason="ugly")
    right = ada.decide(OUTSIDE.identifier, "reject", reason="wrong-entity")

    assert [without.status, free.status, right.status] == [400, 400, 303]
    assert [d["reason"] for d in decided(ada.server.data)] == ["wrong-entity"]


def test_a_suggestion_and_an_edit_are_written_and_what_stays_is_not(ada: Visitor) -> None:
    ada.decide(
        PROPOSAL.identifier, "accept", subject=MISTRAL, modality="plan", explicitness="explicit",
        quantifier="many", note=" seen ",
    )  # fmt: skip

    (line,) = decided(ada.server.data)
    assert line["edit"] == {
        "modality": "plan", "note": "seen", "quantifier": "many", "subject": MISTRAL,
    }  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [{"subject": "http://e/unknown"}, {"other-object": "nonsense"}, {"modality": "certain"},
     {"quantifier": "<b>"}],
)  # fmt: skip
def test_an_edit_that_cannot_be_meant_is_refused(ada: Visitor, fields: dict[str, str]) -> None:
    answer = ada.decide(PROPOSAL.identifier, "accept", **fields)

    assert answer.status == 400
    assert decided(ada.server.data) == []


def test_an_undo_brings_the_claim_back(ada: Visitor) -> None:
    ada.decide(OUTSIDE.identifier, "accept")
    gone = cards(ada.get())

    ada.decide(OUTSIDE.identifier, "undo")

    assert OUTSIDE.identifier not in gone
    assert OUTSIDE.identifier in cards(ada.get())
    assert [d["verdict"] for d in decided(ada.server.data)] == ["accept", "undo"]
    assert ada.decide(OUTSIDE.identifier, "undo").status == 400


def test_unknown_claims_and_verdicts_are_refused(ada: Visitor) -> None:
    answers = [
        ada.decide("0123456789abcdef", "accept"),
        ada.decide(SCRIPT, "accept"),
        ada.decide(OUTSIDE.identifier, "maybe"),
        ada.decide(OUTSIDE.identifier, ""),
    ]

    assert [answer.status for answer in answers] == [404, 404, 400, 400]
    assert all("<script>" not in answer.text for answer in answers)
    assert decided(ada.server.data) == []


def test_a_redirect_goes_nowhere_else(ada: Visitor) -> None:
    answer = ada.decide(
        OUTSIDE.identifier, "accept", next="https://evil.example", document="//evil.example\r\nX: y"
    )

    assert answer.headers["Location"].startswith("/review?document=%2F%2Fevil.example%0D%0AX")
    assert answer.headers["X"] is None


def test_a_name_is_needed_and_cannot_be_too_long(visitor: Visitor) -> None:
    assert [visitor.sign_in(by=name).status for name in ("", "  ", "x" * 101)] == [400, 400, 400]


def test_markup_in_candidates_and_names_stays_text(visitor: Visitor) -> None:
    visitor.sign_in(by=SCRIPT)

    text = visitor.get().text

    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text
    policy = visitor.get().headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy


def test_reviewers_at_one_time_lose_nothing(ada: Visitor) -> None:
    ids = [c.identifier for c in (FOUNDED_2017, FOUNDED_2018, PROPOSAL, HOSTILE, OUTSIDE)]
    reviewers = [Visitor(ada.server) for _ in range(4)]
    for number, one in enumerate(reviewers):
        one.sign_in(by=f"reviewer {number}")
    secrets = [one.secret() for one in reviewers]

    def go(one: Visitor, secret: str) -> None:
        for identifier in ids * 3:
            answer = one.post("/review/decisions", form=secret, id=identifier, verdict="accept")
            assert answer.status == 303

    threads = [
        threading.Thread(target=go, args=pair) for pair in zip(reviewers, secrets, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    lines = [(d["by"], d["id"]) for d in decided(ada.server.data)]
    assert sorted(lines) == sorted(
        (f"reviewer {n}", identifier) for n in range(4) for identifier in ids * 3
    )


def test_a_long_queue_is_shown_page_by_page(ada: Visitor) -> None:
    many = [
        candidate(
            entity(f"http://e/{n}", f"Thing {n}"), "basedIn", PROPOSAL.object,
            quote(f"Thing {n} is based in France.", start=n * 100), document="many",
        )
        for n in range(45)
    ]  # fmt: skip
    fill(ada.server.data, many)

    pages = [ada.get(f"/review?document=many&page={n}") for n in (1, 2, 3, 9)]
    (ada.server.data / "candidates" / "many.jsonl").unlink()

    assert [len(cards(page)) for page in pages] == [20, 20, 5, 5]
    assert "/review?document=many&amp;page=2" in pages[0].text


def test_a_broken_file_is_named_to_those_who_are_signed_in_only(ada: Visitor) -> None:
    path = ada.server.data / "candidates" / "zine.manual.jsonl"
    path.write_text("{}\n", encoding="utf-8")

    inside, outside = ada.get(), Visitor(ada.server).get()
    path.unlink()

    assert inside.status == 500
    assert "zine.manual.jsonl" in inside.text
    assert "zine.manual.jsonl" not in outside.text


def test_candidates_of_a_document_that_is_gone_are_not_offered_and_it_is_said(
    ada: Visitor,
) -> None:
    before = ada.get()
    document = ada.server.data / "documents" / "zine.md"
    text = document.read_text(encoding="utf-8")
    document.unlink()

    after = ada.get()
    document.write_text(text, encoding="utf-8")

    assert "Left out" not in before.text
    assert "Left out, as their documents are gone: zine." in after.text
    assert (f"c-{FOUNDED_2018.identifier}" in before.text) is True
    assert f"c-{FOUNDED_2018.identifier}" not in after.text
