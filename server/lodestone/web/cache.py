"""Answers kept for equal requests on the same snapshot.

Bounded in bytes; the least recently used go first. A new snapshot empties it.
"""

from collections import OrderedDict
from collections.abc import Hashable

_OVERHEAD = 700
"""What a kept answer takes beside its bytes: its key, and the objects around it."""

_LARGEST_SHARE = 8
"""An answer that is larger than this fraction of the cache is not kept."""


Kept = tuple[bytes, bytes]
"""An answer that may be given again: header lines with its entity tag, and its body. A plain tuple
of bytes, which the garbage collector does not look into again and again."""


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
            self._kept.clear()
            self.bytes_kept = 0
            self._store = store
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self._kept.move_to_end(key)
        self.hits += 1
        return found

    def put(self, store: str, key: Hashable, answer: Kept) -> None:
        """Keep an answer, if it belongs to the snapshot that is asked now and is not too large."""
        size = _size(answer)
        if store != self._store or size * _LARGEST_SHARE > self._size or key in self._kept:
            return
        self._kept[key] = answer
        self.bytes_kept += size
        while self.bytes_kept > self._size:
            self.bytes_kept -= _size(self._kept.popitem(last=False)[1])


def _size(answer: Kept) -> int:
    return len(answer[0]) + len(answer[1]) + _OVERHEAD
