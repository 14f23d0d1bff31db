"""The extractor: documents in, candidates that wait for a person out."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from lodestone.curation.candidates import merged
from lodestone.errors import ModelError
from lodestone.model.candidate import BY_MODEL, Candidate
from lodestone.model.document import Document
from lodestone.model.ingested import Load
from lodestone.population.llm.answers import AnswerCache
from lodestone.population.llm.blocks import Block, blocks
from lodestone.population.llm.claims import MALFORMED, Rejected, holds_claims, read_claims
from lodestone.population.llm.endpoint import (
    DOWN,
    NO_ANSWER,
    OUT_OF_CALLS,
    REFUSED,
    Answer,
    Endpoint,
    Failure,
    LlmSettings,
)
from lodestone.population.llm.naming import Resolve
from lodestone.population.llm.prompt import write_prompt
from lodestone.population.llm.runs import LlmRun, Unread
from lodestone.population.llm.verifier import Verifier
from lodestone.population.schema import Schema
from lodestone.population.verification import faults

CODE = "1"
"""Counts the changes of this program that change which claims pass."""

NOT_HELD = "does-not-hold"
"""The reason for a claim that passes here, and not what every candidate has to hold."""

_PATIENCE = 2
"""After so many calls in a row that came to nothing the endpoint is taken to be down."""


class LlmExtractor:
    """Asks a language model for claims and lets pass what the document bears out.

    `resolve` gives the entity that some words stand for as one of the classes wanted; `cache` is
    the folder of kept answers; `symmetric` are the IRIs of properties whose ends may be swapped.
    """

    def __init__(
        self,
        settings: LlmSettings,
        schema: Schema,
        resolve: Resolve,
        cache: Path,
        symmetric: Collection[str] = (),
    ) -> None:
        self._settings = settings
        self._schema = schema
        self._prompt = write_prompt(schema)
        self._verifier = Verifier(
            schema, self._prompt, resolve, f"{BY_MODEL}/{settings.model}", symmetric
        )
        self._cache = AnswerCache(cache, settings.model, settings.base_url, self._prompt)
        self._endpoint = Endpoint(settings, self._prompt, self._cache.known_format())
        self._failures = 0
        self._stopped: Failure | None = None
        self.fingerprint = f"{BY_MODEL}/{CODE}/{settings.model}/{self._prompt.fingerprint}"
        """Stands for all that candidates depend on besides the document and what is known."""

    @property
    def calls(self) -> int:
        """How many requests were sent so far, retries included."""
        return self._endpoint.calls

    def load(self, document: Document) -> Load:
        """Say what a document would send; blocks whose answer is kept are not sent."""
        found = blocks(document)
        unasked = [block for block in found if self._kept(block) is None]
        characters = sum(len(block.text) for block in unasked)
        return Load(characters, len(unasked), len(found) - len(unasked))

    def extract(self, document: Document) -> LlmRun:
        """Ask for the claims of a document, block by block, and verify them.

        It ends early, and can be taken up again, when the calls are used up, or the endpoint is
        down or refuses.

        Raises:
            UsageError: the library that makes the calls is not installed.
        """
        before = self.calls
        candidates: list[Candidate] = []
        rejected: list[Rejected] = []
        unread: list[Unread] = []
        cached = 0
        found = blocks(document)
        for block in found:
            answer: Answer | Failure | None = self._kept(block)
            cached += answer is not None
            answer = answer or self._ask(block)
            if isinstance(answer, Failure):
                unread.append(Unread(block.start, block.end, answer.code, answer.reason))
            elif answer.fault:
                unread.append(Unread(block.start, block.end, NO_ANSWER, answer.fault))
                raw = {"fault": answer.fault, "answer": answer.shown}
                rejected.append(Rejected(document.name, MALFORMED, raw))
            else:
                self._judge(answer.text, document, block, (candidates, rejected))
        calls = self.calls - before
        unique = merged(candidates)
        return LlmRun(document.name, unique, rejected, calls, cached, tuple(unread), len(found))

    def _kept(self, block: Block) -> Answer | None:
        answer = self._cache.find(block.text)
        return answer if answer and holds_claims(answer.text) else None

    def _ask(self, block: Block) -> Answer | Failure:
        if self._stopped:
            return self._stopped
        try:
            answer = self._endpoint.ask(block.text)
        except ModelError as error:
            answer = self._stopped = Failure(REFUSED, str(error))
        if isinstance(answer, Failure):
            self._failures += answer.code != OUT_OF_CALLS
            if self._failures >= _PATIENCE and not self._stopped:
                self._stopped = Failure(DOWN, "the endpoint does not answer")
            return answer
        self._failures = 0
        if not answer.fault and not holds_claims(answer.text):
            answer = replace(answer, fault="the answer holds no list of claims")
        if not answer.fault:
            self._cache.keep(block.text, answer)
        return answer

    def _judge(
        self,
        answer: str,
        document: Document,
        block: Block,
        into: tuple[list[Candidate], list[Rejected]],
    ) -> None:
        for found in read_claims(answer, document.name, self._prompt.modalities):
            if isinstance(found, Rejected):
                into[1].append(found)
                continue
            claim, raw = found
            judged = self._verifier.judge(claim, raw, document, block)
            if isinstance(judged, Rejected):
                into[1].append(judged)
            elif any(faults(judged, document, self._schema)):
                into[1].append(Rejected(document.name, NOT_HELD, raw))
            else:
                into[0].append(judged)


def announce(loads: Iterable[Load], settings: LlmSettings) -> str:
    """Say, before anything is sent, how much of how many documents goes where."""
    listed = list(loads)
    count = sum(bool(load.blocks) for load in listed)
    kept = sum(load.kept for load in listed)
    host, model = settings.host, settings.model
    before = f"; {kept:,} answers are kept from before" if kept else ""
    if not count:
        return f"Nothing goes to host {host}, model {model}{before}."
    characters = sum(load.characters for load in listed)
    documents = f"{count} document{'' if count == 1 else 's'}"
    return (
        f"{characters:,} characters of {documents} go to host {host}, model {model}, "
        f"in at most {settings.max_calls:,} calls{before}."
    )
