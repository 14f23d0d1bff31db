"""Answers kept for equal requests on the same snapshot.

Bounded in bytes; the least recently used go first. A new snapshot empties it. Of a large answer the
file is kept, not the bytes, so that clients that read slowly hold none of our memory.
"""

import os
from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple

_OVERHEAD = 700
"""What a kept answer takes beside its bytes: its key, and the objects around it."""

_LARGEST_SHARE = 8
"""An answer that is larger than this fraction of the cache is not kept."""


class Kept(NamedTuple):
    """An answer that may be given again: header lines with its entity tag, and its body.

    A large body is in a file; its descriptor is the cache's to close.
    """

    head: bytes
    body: bytes
    length: int
    descriptor: int | None = None


class AnswerCache:
    """The answers to requests on one snapshot."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._store = ""
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self.bytes_kept = 0
        self.hits = 0
        self.misses = 0

    def get(self, store: str, key: Hashable) -> Kept | None:
        """Find the answer to an equal request on the same snapshot."""
        if store != self._store:
            while self._kept:
                self._drop_oldest()
            self._store = store
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self._kept.move_to_end(key)
        self.hits += 1
        return found

    def put(self, store: str, key: Hashable, answer: Kept) -> bool:
        """Keep an answer, if it belongs to the snapshot that is asked now and is not too large."""
        size = _size(answer)
        if store != self._store or size * _LARGEST_SHARE > self._size or key in self._kept:
            return False
        self._kept[key] = answer
        self.bytes_kept += size
        while self.bytes_kept > self._size:
            self._drop_oldest()
        return True

    def _drop_oldest(self) -> None:
        _, dropped = self._kept.popitem(last=False)
        self.bytes_kept -= _size(dropped)
        if dropped.descriptor is not None:
            os.close(dropped.descriptor)


def _size(answer: Kept) -> int:
    return len(answer.head) + answer.length + _OVERHEAD
