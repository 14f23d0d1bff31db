"""`/healthz` says that the process lives, `/readyz` that it can answer."""

from flask import Blueprint, Response, jsonify

from lodestone.web.site import current_site

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Answer as long as the process lives; opens no store."""
    return jsonify({"status": "alive"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """Answer 200 when a snapshot is open, else 503."""
    manifest = current_site().engine().manifest
    return jsonify({"status": "ready", "snapshot": manifest.version, "digest": manifest.digest})
