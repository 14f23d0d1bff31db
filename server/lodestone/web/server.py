"""The production server: waitress, which buffers slow clients, in front of the application."""

import logging
from collections.abc import Callable

import waitress

from lodestone.settings import Settings
from lodestone.web.app import LARGEST_BODY, create_app
from lodestone.web.site import site_of

CONNECTIONS = 500


def listen(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until stopped; `announce` gets the URL when the port is open.

    Raises:
        OSError: the address cannot be listened on.
    """
    logging.getLogger("waitress").setLevel(logging.WARNING)
    app = create_app(settings)
    site_of(app).workers.open()
    server = waitress.create_server(
        app,
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        connection_limit=CONNECTIONS,
        max_request_body_size=LARGEST_BODY,
        clear_untrusted_proxy_headers=True,
        ident="lodestone",
    )
    announce(settings.url.rstrip("/") or f"http://{settings.host}:{server.effective_port}")
    server.run()
