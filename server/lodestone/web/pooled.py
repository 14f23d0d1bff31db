"""The worker pool as a source of answers, for views that run in threads of their own."""

from lodestone.model.manifest import Manifest
from lodestone.processes.backend import Backend
from lodestone.processes.frames import Received
from lodestone.processes.tickets import Done
from lodestone.web.asking import Reply


class PooledSource:
    """Answers from the current snapshot."""

    def __init__(self, backend: Backend, url: str) -> None:
        self._backend = backend
        self._url = url

    @property
    def manifest(self) -> Manifest:
        """Give the manifest of the current snapshot."""
        return self._backend.pointer.current().manifest

    def ask(self, operation: str, query_string: bytes, accept: str) -> Reply:
        """Answer a protocol request by a worker."""
        return self.request(operation, "GET", query_string, "", accept, b"")

    def request(
        self,
        operation: str,
        method: str,
        query_string: bytes,
        content_type: str,
        accept: str,
        body: bytes,
    ) -> Reply:
        """Answer a protocol request by a worker, whatever its method."""

        def start(done: Done) -> None:
            name, _, regime = operation.partition(":")
            fields = (name, method, query_string, content_type, accept, body, self._url)
            if regime:
                self._backend.read_entailed(regime, fields, done)
            else:
                self._backend.read(self._backend.pointer.store(), fields, done)

        return reply_of(self._backend.wait_for(start))


def reply_of(received: Received) -> Reply:
    """Take a worker's answer apart."""
    lines = received.head.decode("latin-1").splitlines()
    pairs = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
    content_type = next((value for name, value in pairs if name == "content-type"), "")
    others = tuple(pair for pair in pairs if pair[0] != "content-type")
    return Reply(
        received.status, content_type, received.body, received.descriptor, received.length, others
    )
