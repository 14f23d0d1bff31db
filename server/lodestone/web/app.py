"""The application factory: wires routes, error handlers and headers; nothing else does."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_cors import CORS

from lodestone import locations
from lodestone import vocabulary as v
from lodestone.errors import SnapshotError
from lodestone.settings import Settings
from lodestone.sparql.templates import read_catalogue
from lodestone.store.engine import SnapshotReader
from lodestone.store.workers import Limits, WorkerPool
from lodestone.web import (
    catalogue,
    dataset,
    editor,
    endpoint,
    entities,
    headers,
    ontology_pages,
    operations,
    problems,
)
from lodestone.web.site import EXTENSION, Site, current_site

LARGEST_BODY = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """What the footer of each page says of the snapshot."""

    version: int
    built: str
    quads: int
    statements: int
    documents: int


def create_app(settings: Settings) -> Flask:
    """Make the application that serves the snapshots below `settings.data`."""
    app = Flask("lodestone.web")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    limits = Limits(settings.workers, settings.query_seconds, settings.query_memory)
    app.extensions[EXTENSION] = Site(
        settings,
        SnapshotReader(settings.data),
        read_catalogue(locations.folder("queries")),
        WorkerPool(settings.data, limits),
    )
    for room in (endpoint, entities, ontology_pages, catalogue, dataset, editor, operations):
        app.register_blueprint(room.blueprint)
    app.context_processor(_page_context)
    app.template_filter("editor_link")(editor.editor_link)
    headers.install(app)
    problems.install(app)
    CORS(app, send_wildcard=True, expose_headers=["ETag", "Link"], methods=["GET", "HEAD", "POST"])
    return app


def _page_context() -> dict[str, Any]:
    try:
        manifest = current_site().engine().manifest
    except SnapshotError:
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
