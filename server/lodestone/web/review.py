"""`/review`: what waits for a decision, for people who have signed in with the token."""

from pathlib import Path

from flask import Blueprint, Response, current_app, redirect, render_template, request, session
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse

from lodestone.curation import decision_log, review_queue
from lodestone.curation.decisions import (
    ACCEPT,
    ENDS,
    EXPLICITNESS,
    MODALITIES,
    REASONS,
    REJECT,
    UNDO,
    read_decisions,
)
from lodestone.curation.policy import TIERS
from lodestone.curation.review_queue import ReviewQueue
from lodestone.errors import NotFoundError, ParameterError
from lodestone.model.candidate import Candidate, EntityReference
from lodestone.sparql.formats import HTML
from lodestone.web import review_session, review_views
from lodestone.web.review_knowledge import Knowledge, KnowledgeCache
from lodestone.web.site import current_site

blueprint = Blueprint("review", __name__)

LONGEST_NOTE = 2000
_EXTENSION = "lodestone.review"
_SAID = "said"
"""The field of the session that keeps the claim that was just decided on."""


@blueprint.record
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions[_EXTENSION] = KnowledgeCache()


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/review")
def review() -> AnyResponse:
    """List what waits; ask who is there first."""
    review_session.require_writes()
    by = review_session.reviewer()
    if by is None:
        return review_session.sign_in_page(lambda secret: _sign_in_form(secret, ""))
    knowledge = _knowledge()
    queue = _queue(knowledge)
    shown = review_views.page(queue, _filter(), knowledge.names)
    said = session.pop(_SAID, "")
    decided = queue.decisions.get(said)
    page = render_template(
        "review.html",
        by=by,
        form_secret=review_session.form_secret(),
        shown=shown,
        said=review_views.line(decided, queue) if decided else None,
        taken_back=review_views.fact(said, queue) if said and not decided else None,
        recent=review_views.recent(queue, read_decisions([_log()])),
        tiers=TIERS,
        reasons=REASONS,
        modalities=MODALITIES,
        explicitness=EXPLICITNESS,
        quantifiers=knowledge.quantifiers,
        alternates=[],
    )
    return Response(page, content_type=HTML.content_type)


@blueprint.post("/review/session")
def sign_in_or_out() -> AnyResponse:
    """Sign a person in by the token, or out."""
    if request.form.get("action") == "sign-out":
        review_session.sign_out()
    elif not review_session.sign_in(request.form.get("by", ""), request.form.get("token", "")):
        wrong = "That is not the token of this server."
        return review_session.sign_in_page(lambda secret: _sign_in_form(secret, wrong), 401)
    return redirect("/review", 303)


def _sign_in_form(secret: str, wrong: str) -> str:
    by = request.form.get("by", "")
    return render_template(
        "review_sign_in.html", form_secret=secret, wrong=wrong, by=by, alternates=[]
    )


@blueprint.post("/review/decisions")
def decide() -> AnyResponse:
    """Write a decision down, and go on to the next claim."""
    by = review_session.require_reviewer()
    knowledge = _knowledge()
    queue = _queue(knowledge)
    identifier, verdict = request.form.get("id", ""), request.form.get("verdict", "")
    candidate = queue.claims.get(identifier)
    if candidate is None and identifier not in queue.decisions:
        raise NotFoundError(f"No claim that waits or was decided on is named “{identifier[:40]}”.")
    reason, edit = "", None
    if verdict == ACCEPT and candidate is not None:
        edit = _edit(candidate, knowledge)
    elif verdict == REJECT:
        reason = request.form.get("reason", "")
    elif verdict == UNDO and identifier not in queue.decisions:
        raise ParameterError("Nobody has decided on that claim: there is nothing to undo.")
    decision = decision_log.decide(identifier, verdict, by, reason=reason, edit=edit)
    decision_log.append(_log(), [decision])
    session[_SAID] = identifier
    following = identifier if verdict == UNDO else request.form.get("next", "")
    anchor = f"#c-{following}" if following.isalnum() else ""
    return redirect(_filter().address + anchor, 303)


def _filter() -> review_views.Filter:
    given = request.values
    number = given.get("page", "1")
    return review_views.Filter(
        given.get("document", ""),
        given.get("tier", ""),
        bool(given.get("conflicts")),
        int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 1,
    )


def _edit(candidate: Candidate, knowledge: Knowledge) -> dict[str, str | None]:
    """Take from the form what differs from the claim as it was proposed.

    Raises:
        ParameterError: an end is to be something that the graph does not know.
    """
    edit: dict[str, str | None] = {}
    for name in ENDS:
        end = getattr(candidate, name)
        other = request.form.get(f"other-{name}", "").strip()
        iri = other or request.form.get(name, "")
        if iri and isinstance(end, EntityReference) and iri != end.iri:
            if iri not in knowledge.names:
                raise ParameterError(f"The graph knows nothing of the IRI “{iri[:200]}”.")
            edit[name] = iri
    for name in ("modality", "explicitness", "quantifier", "note"):
        if name not in request.form:
            continue
        given = request.form[name].strip()[:LONGEST_NOTE] or None
        if given != getattr(candidate, name) and (given or name in ("quantifier", "note")):
            edit[name] = given
    return edit


def _knowledge() -> Knowledge:
    cache: KnowledgeCache = current_app.extensions[_EXTENSION]
    return cache.current()


def _queue(knowledge: Knowledge) -> ReviewQueue:
    folders = review_queue.data_folders(current_site().settings.data)
    return review_queue.load(folders, knowledge.functional)


def _log() -> Path:
    return current_site().settings.data / decision_log.FILE
