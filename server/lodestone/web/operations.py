"""`/healthz` says that the process lives, `/readyz` that it can answer, `/metrics` how it does."""

import shutil

from flask import Blueprint, Response, current_app, jsonify

from lodestone.errors import DiskError, NotFoundError, SnapshotError
from lodestone.web.site import current_site

blueprint = Blueprint("operations", __name__)

MEGABYTE = 1024 * 1024


@blueprint.get("/healthz")
def healthz() -> Response:
    """Answer as long as the process lives; opens no store."""
    return jsonify({"status": "alive"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """Answer 200 when a worker answers from the current snapshot, else 503."""
    site = current_site()
    engine = site.engine()
    manifest = engine.manifest
    rows = engine.select("SELECT (COUNT(*) AS ?n) { { SELECT * { ?s ?p ?o } LIMIT 1 } }")
    found = bool(rows and str(rows[0]["n"]) != "")
    if not found or (manifest.counts["triples"] and '"0"' in str(rows[0]["n"])):
        raise SnapshotError("The current snapshot has no content where its manifest has some.")
    if site.remote is None:
        free = shutil.disk_usage(site.backend.pointer.current().folder).free // MEGABYTE
        if site.settings.token and free < site.settings.disk_free:
            raise DiskError(f"Only {free} megabytes of disk are free: nothing can be written.")
    ready = {"status": "ready", "snapshot": manifest.version, "digest": manifest.digest}
    return jsonify(ready | {"held": "memory" if site.backend.is_in_memory else "disk"})


@blueprint.get("/metrics")
def metrics() -> Response:
    """Give the front's metrics in Prometheus' text format."""
    collected = current_app.extensions.get("lodestone.metrics")
    if collected is None:
        raise NotFoundError("Only Lodestone's own server counts requests.")
    return Response(collected.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
