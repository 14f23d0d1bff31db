"""Files of seven kinds → documents in their normal form; any file ends soon, in words or in a code.

Each error begins with a code (E-MISSING, E-READ, E-EMPTY, E-TYPE, E-FRONT, E-PDF, E-PDF-LOCKED,
E-NO-TEXT, E-DOCX, E-SIZE, E-URL, E-ENCODING), each warning too (W-ENCODING, W-BOILERPLATE, W-LONG,
W-LANG). A file comes from anywhere, so nothing it says is trusted: `finding` lists files, `files`
takes their bytes, `decoding` turns bytes into characters, `cleaning` takes out what is not seen,
`plain`, `web_page`, `word` and `pdf` know one kind each, `remarks` looks at the text as a whole,
`reading` puts them in a row. PDFs are read in a process of their own, which `pdf_worker` is.
"""

from lodestone.population.loading.files import take
from lodestone.population.loading.finding import find
from lodestone.population.loading.kinds import SUFFIXES
from lodestone.population.loading.reading import read

__all__ = ["SUFFIXES", "find", "read", "take"]
