"""The extractor: documents in, candidates that wait for a person out."""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from lodestone.curation.candidates import merged
from lodestone.model.candidate import Candidate, EntityReference
from lodestone.model.document import Document
from lodestone.population.llm.answers import AnswerCache
from lodestone.population.llm.blocks import Block, blocks
from lodestone.population.llm.claims import MALFORMED, Rejected, read_claims
from lodestone.population.llm.endpoint import Answer, Endpoint, Failure, LlmSettings
from lodestone.population.llm.prompt import write_prompt
from lodestone.population.llm.verifier import Verifier
from lodestone.population.schema import Schema

_PATIENCE = 2
"""After so many calls in a row that came to nothing the endpoint is taken to be down."""

_DROP_RATE = 0.3


@dataclass(frozen=True, slots=True)
class Unread:
    """A stretch of a document that the model has not answered for, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class LlmRun:
    """What came of one document.

    `calls` counts the requests that were sent, retries included; `cached_calls` counts the blocks
    whose answer was kept from before.
    """

    document: str
    candidates: list[Candidate]
    rejected: list[Rejected]
    calls: int
    cached_calls: int
    unread: tuple[Unread, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the model has answered for the whole document."""
        return not self.unread

    @property
    def drop_rate(self) -> float:
        """The share of the model's claims that did not pass."""
        total = len(self.candidates) + len(self.rejected)
        return len(self.rejected) / total if total else 0.0

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the person who started the run has to know."""
        found = []
        if self.drop_rate > _DROP_RATE:
            found.append(
                f"{self.document}: {self.drop_rate:.0%} of the model's claims were rejected. "
                "See rejected.jsonl for the reasons; another model may do better."
            )
        if self.unread:
            reasons = ", ".join(dict.fromkeys(part.reason for part in self.unread))
            found.append(
                f"{self.document}: {len(self.unread)} blocks were not read: {reasons}. "
                "Run it again to go on from here."
            )
        return tuple(found)


class LlmExtractor:
    """Asks a language model for claims and lets pass what the document bears out.

    `resolve` gives the entity that some words stand for as one of the classes wanted; `cache` is
    the folder of kept answers; `symmetric` are the IRIs of properties whose ends may be swapped.
    """

    name = "llm"

    def __init__(
        self,
        settings: LlmSettings,
        schema: Schema,
        resolve: Callable[[str, frozenset[str]], EntityReference],
        cache: Path,
        symmetric: Collection[str] = (),
    ) -> None:
        self._settings = settings
        self._prompt = write_prompt(schema)
        self._verifier = Verifier(
            schema, self._prompt, resolve, f"{self.name}/{settings.model}", symmetric
        )
        self._cache = AnswerCache(cache, settings.model, settings.base_url, self._prompt)
        self._endpoint = Endpoint(settings, self._prompt, self._cache.known_format())
        self._failures = 0

    @property
    def fingerprint(self) -> str:
        """Stands for all that the candidates depend on besides the document."""
        return f"llm/{self._settings.model}/{self._prompt.fingerprint}"

    def announce(self, documents: Iterable[Document]) -> str:
        """Say, before anything is sent, what goes where; answers that are kept are not asked."""
        count = characters = kept = 0
        for document in documents:
            found = blocks(document)
            open_blocks = [block for block in found if not self._cache.holds(block.text)]
            kept += len(found) - len(open_blocks)
            count += bool(open_blocks)
            characters += sum(len(block.text) for block in open_blocks)
        said = (
            f"{characters:,} characters of {count} document{'' if count == 1 else 's'} go to host "
            f"{self._settings.host}, model {self._settings.model}, "
            f"at most {self._settings.max_calls:,} calls"
        )
        return f"{said}; {kept:,} answers are kept from before" if kept else said

    def extract(self, document: Document) -> LlmRun:
        """Ask for the claims of a document, block by block, and verify them.

        It ends early, and can be taken up again, when the calls are used up or the endpoint is
        down.

        Raises:
            ModelError: the endpoint refuses, and would refuse again.
            UsageError: the library that makes the calls is not installed.
        """
        before = self._endpoint.calls
        candidates: list[Candidate] = []
        rejected: list[Rejected] = []
        unread: list[Unread] = []
        cached = 0
        for block in blocks(document):
            answer: Answer | Failure | None = self._cache.find(block.text)
            cached += answer is not None
            answer = answer or self._ask(block)
            if isinstance(answer, Failure):
                unread.append(Unread(block.start, block.end, answer.reason))
            elif answer.fault:
                raw = {"fault": answer.fault, "answer": answer.text}
                rejected.append(Rejected(document.name, MALFORMED, raw))
            else:
                self._judge(answer.text, document, block, (candidates, rejected))
        calls = self._endpoint.calls - before
        return LlmRun(document.name, merged(candidates), rejected, calls, cached, tuple(unread))

    def _ask(self, block: Block) -> Answer | Failure:
        if self._failures >= _PATIENCE:
            return Failure("the endpoint does not answer")
        answer = self._endpoint.ask(block.text)
        if isinstance(answer, Failure):
            self._failures += 1
        else:
            self._failures = 0
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
            judged = self._verifier.judge(*found, document, block)
            if isinstance(judged, Rejected):
                into[1].append(judged)
            else:
                into[0].append(judged)


def record_rejected(path: Path, runs: Iterable[LlmRun]) -> None:
    """Write the rejected claims of runs; those of documents that were not run stay as they are."""
    done = {run.document: run.rejected for run in runs}
    before = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    lines = [line for line in before if json.loads(line).get("doc") not in done]
    for rejected in done.values():
        for claim in rejected:
            record = {"doc": claim.document, "reason": claim.reason, "claim": claim.raw}
            lines.append(json.dumps(record, ensure_ascii=False))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    content = "".join(f"{line}\n" for line in lines)
    # A model may write half of a surrogate pair, which is no character: it is kept as an escape.
    fresh.write_bytes(content.encode("utf-8", errors="backslashreplace"))
    fresh.replace(path)
