"""Writes what a formatted document says as lines: paragraphs, headings, items and table rows.

Web pages and Word files are written in the same way, so that rules see the same thing.
"""

import re

from lodestone.population.loading.cleaning import replaced

LONGEST_CELL = 500
"""In characters; a row with a longer cell is no row of a table but the layout of a page."""

_BLANKS = re.compile(r"[ \t\r\n\f\xa0\u2028]{2,}|[\t\r\n\f\xa0\u2028]")


class Lines:
    """Takes pieces of text and the breaks between them, and gives the lines they make.

    Rows are written as 'cell | cell', items as '- item', headings as '# heading'.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._gap = 0
        self._marker = ""
        self._spaced = True
        self._row: list[str] | None = None
        self._cell: list[str] = []
        self._in_cell = False

    def text(self) -> str:
        """Give all that was written."""
        self.end_row()
        return "".join(self._parts).rstrip() + "\n"

    def write(self, piece: str, *, preformatted: bool = False) -> int:
        """Write a piece of text, and say how many characters were written."""
        is_plain = preformatted or not _BLANKS.search(piece)
        plain = piece if is_plain else replaced(_BLANKS, " ", piece)
        if self._row is not None:
            length = len(plain.strip())
            if self._in_cell or length:  # before the first cell is the white space of the source
                self._in_cell = True
                self._cell.append(plain)
            return length
        if self._spaced and not preformatted:
            plain = plain.lstrip(" ")
        if not plain:
            return 0
        if self._gap and self._parts:
            self._parts[-1] = self._parts[-1].rstrip(" ")
            self._parts.append("\n" * self._gap)
        self._gap = 0
        if self._marker:
            self._parts.append(self._marker)
            self._marker = ""
        self._parts.append(plain)
        self._spaced = plain[-1].isspace()
        return len(plain.strip())

    def end_line(self, gap: int = 1) -> None:
        """End a line, or with a gap of 2 a paragraph; what is empty leaves nothing behind."""
        if self._row is not None:
            if self._cell:
                self._cell.append("\n")
            return
        self._spaced = True
        if not self._marker:  # an item may begin with a paragraph
            self._gap = max(self._gap, gap)

    def begin(self, marker: str, gap: int = 1) -> None:
        """Begin a line with a marker, if anything is to stand on it."""
        self._marker = ""
        self.end_line(gap)
        if self._row is None:
            self._marker = marker
        elif marker.startswith("-"):  # a cell has items, but no headings
            self._cell.append(marker)

    def drop_marker(self) -> None:
        """Forget a marker that nothing was written behind."""
        self._marker = ""

    def begin_row(self) -> None:
        """Begin a row of a table."""
        self.end_row()
        self.drop_marker()
        self.end_line()
        self._row = []

    def begin_cell(self) -> None:
        """Begin a cell, and a row if there is none."""
        if self._row is None:
            self.begin_row()
        else:
            self._end_cell(self._row)
        self._in_cell = True

    def end_row(self) -> None:
        """End a row and write its cells."""
        row = self._row
        if row is None:
            return
        self._end_cell(row)
        self._row = None
        if any(len(cell) > LONGEST_CELL for cell in row):
            self._unroll(row)
        else:
            cells = [_BLANKS.sub(" ", cell).strip() for cell in row]
            if any(cells):
                # a row that begins with a bar has its first cell behind it, be it empty
                self.write(("" if cells[0] else "| ") + " | ".join(cells))
            self.end_line()

    def _end_cell(self, row: list[str]) -> None:
        if self._in_cell:
            row.append("".join(self._cell))
            self._cell = []
        self._in_cell = False

    def _unroll(self, row: list[str]) -> None:
        for cell in row:
            for line in cell.split("\n"):
                self.write(line)
                self.end_line(2)
