"""Answers kept for equal requests on the same snapshot.

Bounded in bytes; the least recently used go first. A new snapshot empties it.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from cachetools import LRUCache

_OVERHEAD = 500
_LARGEST_SHARE = 8
"""An answer that is larger than this fraction of the cache is not kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that may be given again: header lines with its entity tag, and its body."""

    head: bytes
    body: bytes
    tag: bytes


class AnswerCache:
    """The answers to requests on one snapshot."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._store = ""
        self._kept: LRUCache[Hashable, Kept] = LRUCache(max(size, 1), getsizeof=_size)
        self.hits = 0
        self.misses = 0

    def get(self, store: str, key: Hashable) -> Kept | None:
        """Find the answer to an equal request on the same snapshot."""
        if store != self._store:
            self._kept.clear()
            self._store = store
        found: Kept | None = self._kept.get(key)
        if found is None:
            self.misses += 1
        else:
            self.hits += 1
        return found

    def put(self, store: str, key: Hashable, answer: Kept) -> None:
        """Keep an answer, if it belongs to the snapshot that is asked now and is not too large."""
        if store == self._store and _size(answer) * _LARGEST_SHARE <= self._size:
            self._kept[key] = answer

    @property
    def bytes_kept(self) -> int:
        """Say how large the kept answers are together."""
        return int(self._kept.currsize)


def _size(answer: Kept) -> int:
    return len(answer.head) + len(answer.body) + _OVERHEAD
