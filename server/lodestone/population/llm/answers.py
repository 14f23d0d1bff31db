"""Answers that were paid for once: a folder of files, each named for all it depends on."""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from lodestone.population.llm.endpoint import Answer
from lodestone.population.llm.prompt import VERSION, Prompt


class AnswerCache:
    """The answers of a model to a prompt; a file appears whole or not at all."""

    def __init__(self, folder: Path, model: str, base_url: str, prompt: Prompt) -> None:
        self._folder = folder
        self._model = model
        self._schema = prompt.fingerprint
        endpoint = _digest(json.dumps([base_url, model]))
        self._format_file = self._folder / f"format-{endpoint[:16]}.json"

    def _path(self, text: str) -> Path:
        # As a list, since parts that are only joined could be divided in another way.
        parts = json.dumps([self._model, VERSION, self._schema, text])
        return self._folder / f"{_digest(parts)}.json"

    def find(self, text: str) -> Answer | None:
        """Give the answer to a text, if one is kept that can be read."""
        try:
            kept = json.loads(self._path(text).read_text(encoding="utf-8"))
            return Answer(str(kept["answer"]), str(kept["format"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, text: str, answer: Answer) -> None:
        """Keep the answer to a text."""
        record = {
            "model": self._model,
            "prompt": VERSION,
            "schema": self._schema,
            "text": _digest(text),
            "format": answer.asked_as,
            "answer": answer.text,
        }
        self._write(self._path(text), record)
        if self.known_format() != answer.asked_as:
            self._write(self._format_file, {"format": answer.asked_as})

    def known_format(self) -> str | None:
        """Give the format in which the endpoint was last asked with success."""
        try:
            return str(json.loads(self._format_file.read_text(encoding="utf-8"))["format"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, path: Path, record: dict[str, str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two runs may work in one folder; the name keeps their halves apart.
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        fresh.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        fresh.replace(path)


def forget(folder: Path, texts: Iterable[str]) -> None:
    """Remove all answers to some texts, whichever model gave them, for they quote the texts."""
    forgotten = {_digest(text) for text in texts}
    for path in folder.glob("*.json"):
        try:
            about = json.loads(path.read_text(encoding="utf-8")).get("text")
        except (OSError, ValueError, AttributeError):
            continue
        if about in forgotten:
            path.unlink(missing_ok=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
