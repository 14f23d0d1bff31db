"""An endpoint that speaks OpenAI's chat completions, whoever runs it."""

import importlib.util
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lodestone.errors import ModelError, UsageError
from lodestone.population.llm.prompt import Prompt
from lodestone.settings import Settings, variable

if TYPE_CHECKING:
    from openai import OpenAI

FORMATS = ("json_schema", "json_object", "text")
"""How an answer is asked for, the strictest first; servers differ in what they take."""

_RETRIES = 2
_REFUSALS = (400, 404, 415, 422, 501)
"""Statuses that may mean that the server does not know the format asked for."""

_PASSING = (408, 409, 425, 429)
_SHOWN = 300
_SHOWN_ANSWER = 2_000
"""How many characters of an answer that cannot be used are shown."""

_SECRET_LENGTH = 6
"""A shorter key is a placeholder such as `none`, and stands in texts by chance."""

DOWN, SLOW, NO_ANSWER = "E-LLM-DOWN", "E-LLM-SLOW", "E-LLM-ANSWER"
REFUSED, OUT_OF_CALLS = "E-LLM-REFUSED", "E-LLM-CALLS"
"""Codes of what keeps a model from answering."""


_NOT_INSTALLED = (
    "Asking a language model needs a library that is not installed. "
    "Run: pip install 'lodestone[llm]'"
)


def require_library() -> None:
    """Make sure, without loading it, that the library that makes the calls is installed.

    Raises:
        UsageError: it is not; says how to install it.
    """
    if importlib.util.find_spec("openai") is None:
        raise UsageError(_NOT_INSTALLED)


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """Where a language model is asked, which one, and how much.

    Raises:
        UsageError: the URL is none of HTTP, or holds a password; or there is no model.
    """

    base_url: str
    model: str
    key: str = field(default="", repr=False)
    max_calls: int = 400
    timeout: float = 120

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.base_url)
            is_usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            is_usable = False
        if not is_usable:
            raise UsageError(
                "The URL of a language model begins with http:// or https:// and names a host. "
                f"Correct {variable('llm_url')}."
            )
        if parts.username or parts.password or parts.query:
            raise UsageError(
                f"The URL of a language model holds no name, key or query. Correct "
                f"{variable('llm_url')}, and put the key into {variable('llm_key')}."
            )
        if not self.model:
            raise UsageError(f"No language model is named. Set {variable('llm_model')}.")

    @classmethod
    def of(cls, settings: Settings) -> "LlmSettings | None":
        """Take them from the settings; None unless both the URL and the model are set."""
        if not settings.llm_url or not settings.llm_model:
            return None
        return cls(
            settings.llm_url,
            settings.llm_model,
            settings.llm_key,
            settings.llm_max_calls,
            settings.llm_timeout,
        )

    @property
    def host(self) -> str:
        """The host that texts go to."""
        return urlsplit(self.base_url).hostname or ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model wrote, and in which format it was asked to; `fault` if that is no answer."""

    text: str
    asked_as: str
    fault: str | None = None

    @property
    def shown(self) -> str:
        """The beginning of what it wrote."""
        return self.text[:_SHOWN_ANSWER]


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that came to nothing, by its code and in words."""

    code: str
    reason: str


class Endpoint:
    """Asks a model, within the number of calls that was announced."""

    def __init__(self, settings: LlmSettings, prompt: Prompt, asked_as: str | None = None) -> None:
        self._settings = settings
        self._prompt = prompt
        self._client: OpenAI | None = None
        self._formats = FORMATS[FORMATS.index(asked_as) if asked_as in FORMATS else 0 :]
        self.calls = 0

    def ask(self, text: str) -> Answer | Failure:
        """Ask for the claims of a text.

        Raises:
            ModelError: the endpoint refuses, and would refuse again.
            UsageError: the library that makes the calls is not installed.
        """
        while True:
            response = self._post(text, self._formats[0])
            if isinstance(response, bytes):
                return self._read(response)
            if isinstance(response, Failure):
                return response
            if response.status not in _REFUSALS or len(self._formats) == 1:
                raise response.error
            # What the server does not take now it will not take at the next block either.
            self._formats = self._formats[1:]

    def _post(self, text: str, asked_as: str) -> "bytes | Failure | _Refusal":
        client = self._connected()
        # Retries are requests, too: the last ones have to make do with fewer.
        left = self._settings.max_calls - self.calls
        if left < 1:
            return Failure(OUT_OF_CALLS, "the number of calls is used up")
        import openai  # noqa: PLC0415 - optional and slow to load

        chat: Any = client.with_options(max_retries=min(_RETRIES, left - 1)).chat
        try:
            raw = chat.completions.with_raw_response.create(**self._body(text, asked_as))
        except openai.APIStatusError as error:
            return self._refused(error.status_code, error.response.text)
        except openai.APIConnectionError as error:
            # Older versions of the library wrap a timeout once more.
            if any(isinstance(e, openai.APITimeoutError) for e in (error, error.__cause__)):
                return Failure(SLOW, f"no answer within {self._settings.timeout:g} seconds")
            cause = type(error.__cause__).__name__
            return Failure(DOWN, f"the connection failed or broke off ({cause})")
        return bytes(raw.http_response.content)

    def _body(self, text: str, asked_as: str) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._settings.model,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": self._prompt.instructions},
                {"role": "user", "content": text},
            ],
        }
        if asked_as == "json_schema":
            schema = {"name": "claims", "strict": True, "schema": self._prompt.json_schema}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif asked_as == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    def _refused(self, status: int, body: str) -> "Failure | _Refusal":
        if status in _PASSING or (status >= 500 and status != 501):
            return Failure(DOWN, f"the endpoint answers {status}")
        said = re.sub(r"\s+", " ", self._scrubbed(body)).strip()[:_SHOWN]
        hint = {401: "llm_key", 403: "llm_key", 404: "llm_url and llm_model"}.get(status)
        advice = f"Check the settings {hint or 'llm_url and llm_model'}."
        if 300 <= status < 400:
            said = "a redirect, which is not followed, as it may lead to another host"
        return _Refusal(
            status,
            ModelError(
                f"The language model at {self._settings.host} answers {status}: {said}. {advice}"
            ),
        )

    def _connected(self) -> "OpenAI":
        if self._client is None:
            try:
                # Optional, and slow to load: only who asks a model pays for it.
                from lodestone.population.llm.connection import connect  # noqa: PLC0415
            except ImportError as error:
                raise UsageError(_NOT_INSTALLED) from error
            known = self._settings
            self._client = connect(known.base_url, known.key, known.timeout, _RETRIES, self._count)
        return self._client

    def _count(self) -> None:
        self.calls += 1

    def _read(self, body: bytes) -> Answer:
        """Take the message out of a response; whatever is wrong with it becomes the fault."""
        text = self._scrubbed(body.decode("utf-8", errors="replace"))
        asked_as = self._formats[0]
        try:
            content = json.loads(text)["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            return Answer(text, asked_as, "the response is no chat completion")
        if not isinstance(content, str) or not content.strip():
            return Answer("", asked_as, "the answer is empty")
        return Answer(content, asked_as)

    def _scrubbed(self, text: str) -> str:
        """Take the key out of what a server sent: some repeat it in their errors."""
        key = self._settings.key
        return text.replace(key, "…") if len(key) >= _SECRET_LENGTH else text


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: int
    error: ModelError
