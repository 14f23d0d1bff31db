"""Who reviews: signed in once with the token, then known by a signed cookie.

A stranger is given nothing that was signed: the sign-in form is guarded by a random cookie that its
field must equal, and every later form by a secret of the session.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta

from flask import Flask, Response, request, session
from flask.sessions import SecureCookieSessionInterface

from lodestone.curation import wording
from lodestone.errors import AuthenticationError, ForbiddenError, ParameterError
from lodestone.sparql.formats import HTML
from lodestone.web.site import current_site

PATH = "/review"
HOURS = 12
LONGEST_NAME = 100
SIGN_IN_COOKIE = "lodestone_sign_in"
FORM_FIELD = "form"
"""The field of a form that proves that it came from our page."""

_BY = "by"
_SECRET = "form"  # noqa: S105 - a name of a field


class _Sessions(SecureCookieSessionInterface):
    """Flask's signed cookies, sent over TLS only where the site is served by it."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return _is_secure()


def install(app: Flask, token: str) -> None:
    """Sign sessions with a key that is derived from the token; another token ends them all."""
    app.session_interface = _Sessions()
    app.config.update(
        SESSION_COOKIE_NAME="lodestone_review",
        SESSION_COOKIE_PATH=PATH,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=HOURS),
    )
    if token:
        # slow by design: a stolen cookie tells little about a weak token
        app.secret_key = hashlib.scrypt(token.encode(), salt=b"lodestone review", n=2**14, r=8, p=1)


def require_writes() -> None:
    """Let nobody in where there are no writes.

    Raises:
        ForbiddenError: the server is read-only, or has no token set.
    """
    settings = current_site().settings
    if settings.read_only or not settings.token:
        raise ForbiddenError(
            "There is no review here: this server is read-only, or has no token set. "
            "Set LODESTONE_TOKEN, or review at a terminal: lodestone review"
        )


def reviewer() -> str | None:
    """Name the person who is signed in, if anybody is."""
    name = session.get(_BY)
    return str(name) if name else None


def require_reviewer() -> str:
    """Name the person who is signed in, and who sent a form of ours.

    Raises:
        AuthenticationError: nobody is signed in, or not any more.
        ForbiddenError: the form is not one of ours.
    """
    require_writes()
    name = reviewer()
    if name is None:
        raise AuthenticationError("You are not signed in, or not any more. Sign in at /review")
    _require_form(str(session.get(_SECRET, "")))
    return name


def form_secret() -> str:
    """Give what a form of the person who is signed in must bear."""
    return str(session[_SECRET])


def sign_in_page(render: Callable[[str], str], status: int = 200) -> Response:
    """Give the sign-in page, rendered with what its form must bear; a cookie holds the double."""
    given = request.cookies.get(SIGN_IN_COOKIE, "")
    secret = given if len(given) >= 32 and given.isalnum() else secrets.token_hex(16)
    response = Response(render(secret), status=status, content_type=HTML.content_type)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="lodestone"'
    response.set_cookie(
        SIGN_IN_COOKIE, secret, path=PATH, secure=_is_secure(), httponly=True, samesite="Strict"
    )
    return response


def sign_in(name: str, token: str) -> bool:
    """Begin a session for a person who has the token; give whether the token was right.

    Raises:
        ForbiddenError: the form is not one of ours, or there are no writes.
        ParameterError: the person has no name, or too long a one.
    """
    require_writes()
    _require_form(request.cookies.get(SIGN_IN_COOKIE, ""))
    name = " ".join(wording.visible(name).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise ParameterError(f"Give your name, in at most {LONGEST_NAME} characters.")
    if not _is_token(token):
        return False
    session.clear()
    session.permanent = True
    session.update({_BY: name, _SECRET: secrets.token_hex(16)})
    return True


def sign_out() -> None:
    """End the session."""
    require_reviewer()
    session.clear()


def _is_token(given: str) -> bool:
    right = hashlib.sha256(current_site().settings.token.encode()).digest()
    digest = hashlib.sha256(given.strip().encode("utf-8", "surrogateescape")).digest()
    return hmac.compare_digest(digest, right)


def _require_form(secret: str) -> None:
    given = request.form.get(FORM_FIELD, "")
    if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
        raise ForbiddenError("This form did not come from our page, or is too old. Open /review")


def _is_secure() -> bool:
    return current_site().url("/").startswith("https:")
