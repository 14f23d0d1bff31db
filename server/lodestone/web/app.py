"""The application factory: wires routes, error handlers and headers; nothing else does."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_cors import CORS

from lodestone import locations
from lodestone import vocabulary as v
from lodestone.errors import LodestoneError
from lodestone.processes.backend import Backend
from lodestone.settings import Settings
from lodestone.sparql.templates import read_catalogue
from lodestone.web import (
    catalogue,
    dataset,
    editor,
    endpoint,
    entities,
    graph_store,
    headers,
    ontology_pages,
    operations,
    problems,
    review,
    review_session,
)
from lodestone.web.remote import RemoteSource
from lodestone.web.site import EXTENSION, Site, current_site

MEGABYTE = 1024 * 1024
ROOMS = (
    endpoint,
    graph_store,
    entities,
    ontology_pages,
    catalogue,
    dataset,
    editor,
    operations,
    review,
)


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """What the footer of each page says of the snapshot."""

    version: int
    built: str
    quads: int
    statements: int
    documents: int


def create_app(settings: Settings, backend: Backend | None = None) -> Flask:
    """Make the application that serves the snapshots below `settings.data`, or an endpoint.

    The server hands in its own backend. Without one, the application starts its processes itself
    at the first request, so that it runs under any WSGI server.
    """
    app = Flask("lodestone.web")
    app.config["MAX_CONTENT_LENGTH"] = settings.body_megabytes * MEGABYTE
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[EXTENSION] = Site(
        settings,
        read_catalogue(locations.folder("queries")),
        backend or Backend(settings),
        RemoteSource(settings) if settings.engine else None,
    )
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    app.context_processor(_page_context)
    app.template_filter("editor_link")(editor.editor_link)
    headers.install(app)
    problems.install(app)
    review_session.install(app, settings.token)
    CORS(
        app,
        send_wildcard=True,
        methods=["GET", "HEAD", "POST"],
        allow_headers=["Accept", "Content-Type"],
        expose_headers=["ETag", "Link", "Location", "X-Request-Id"],
    )
    return app


def _page_context() -> dict[str, Any]:
    try:
        manifest = current_site().source().manifest
    except LodestoneError:
        snapshot = None
    else:
        snapshot = SnapshotView(
            manifest.version,
            manifest.created,
            manifest.counts["quads"],
            manifest.counts["statements"],
            manifest.counts["documents"],
        )
    return {
        "site": {"title": "Lodestone", "snapshot": snapshot, "base": v.BASE},
        "path": request.path,
    }
