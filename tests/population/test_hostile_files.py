"""Files that mean harm, or are badly broken: each ends soon, in a coded message or a document.

Every file is read by a process of its own, whose time and memory are measured.
"""

import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter

SECONDS = 10
MEGABYTES = 500

READ = r"""
import json, os, resource, sys, time
from pathlib import Path
from lodestone.errors import DocumentError
from lodestone.population import loading

if "unprivileged" in sys.argv:
    if os.geteuid() == 0:
        os.seteuid(65534)
begun = time.monotonic()
try:
    document = loading.read(Path(sys.argv[1]))
except DocumentError as error:
    done = {"said": str(error), "codes": [str(error).partition(":")[0]]}
else:
    document.digest, document.text.encode(), document.title.encode(), document.name.encode()
    done = {"said": "", "codes": ["ok", *(w.partition(":")[0] for w in document.warnings)],
            "text": document.text[:2000], "length": len(document.text), "title": document.title}
done["seconds"] = time.monotonic() - begun
peak = next(l for l in open("/proc/self/status") if l.startswith("VmHWM")) if sys.platform == "linux" else ""
own = int(peak.split()[1]) if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
done["megabytes"] = (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1000
print(json.dumps(done))
"""
# the peak that getrusage gives for a process begins with that of the process that started it

Maker = Callable[[Path], Path]
CASES: dict[str, tuple[Maker, str, str]] = {}
PROSE = "The company has announced that it will open the laboratory to researchers. " * 8
CHINESE = "中国的人工智能公司在北京发布了新的模型，这是一个重要的进展。" * 10


def case(name: str, codes: str) -> Callable[[Maker], Maker]:
    """Register a file under a name, with the codes that reading it must give."""

    def register(maker: Maker) -> Maker:
        CASES[maker.__name__] = (maker, name, codes)
        return maker

    return register


def content(file: str, made: Callable[[], bytes | str], codes: str) -> None:
    """Register a file by what is in it; alternatives of codes are parted by bars."""
    name, _, suffix = file.rpartition(".")

    def maker(path: Path) -> Path:
        data = made()
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    assert name not in CASES
    CASES[name] = (maker, f"{name}.{suffix}", codes)


# --- PDF


def pdf(objects: list[bytes]) -> bytes:
    """Write a PDF of numbered objects, the first of which is the catalogue."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, len(out),
    )  # fmt: skip


def page(stream: bytes, extra: bytes = b"", kids: bytes = b"3 0 R", count: int = 1) -> bytes:
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources"
            b" << /Font << /F1 5 0 R >> >> >>",
            b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), extra, stream),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def said(text: str) -> bytes:
    return b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % text.encode("ascii")


def flate_bomb() -> bytes:
    squeeze = zlib.compressobj(9)
    packed = b"".join(squeeze.compress(b"\x00" * 10_000_000) for _ in range(100)) + squeeze.flush()
    return page(packed, b"/Filter /FlateDecode")


def twice_packed() -> bytes:
    packed = zlib.compress(zlib.compress(b"BT (a) Tj ET " * 30_000_000, 9), 9)
    return page(packed, b"/Filter [/FlateDecode /FlateDecode]")


def operators_bomb() -> bytes:
    packed = zlib.compress(b"BT /F1 12 Tf " + b"(a) Tj " * 4_000_000 + b" ET", 9)
    return page(packed, b"/Filter /FlateDecode")


def locked() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pages_in_a_circle() -> bytes:
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 9 >>",
            b"<< /Type /Pages /Kids [2 0 R] /Count 9 /Parent 2 0 R >>",
        ]
    )


content("pdf_truncated.pdf", lambda: page(said(PROSE))[:200], "E-PDF")
content("pdf_cut_in_half.pdf", lambda: page(said(PROSE))[: len(page(said(PROSE))) // 2], "E-PDF")
content("pdf_header_only.pdf", lambda: b"%PDF-1.7\n", "E-PDF")
content("pdf_of_random_bytes.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4000, "E-PDF")
content("pdf_that_is_text.pdf", lambda: PROSE, "E-PDF")
content("pdf_locked.pdf", locked, "E-PDF-LOCKED")
content("pdf_without_text.pdf", lambda: page(b"0 0 100 100 re f"), "E-NO-TEXT")
content(
    "pdf_corrupt_stream.pdf",
    lambda: page(b"\x78\x9cgarbage", b"/Filter /FlateDecode"),
    "E-NO-TEXT|E-PDF",
)
content("pdf_bomb.pdf", flate_bomb, "E-SIZE|E-PDF|E-NO-TEXT")
content("pdf_packed_twice.pdf", twice_packed, "E-SIZE|E-PDF|E-NO-TEXT")
content("pdf_of_a_million_operators.pdf", operators_bomb, "E-PDF|E-SIZE|ok")
content("pdf_pages_in_a_circle.pdf", pages_in_a_circle, "E-PDF|E-NO-TEXT")
content("pdf_deeply_nested.pdf", lambda: page(b"BT " + b"[" * 500_000), "E-PDF|E-NO-TEXT|E-SIZE")
content(
    "pdf_of_shared_pages.pdf",
    lambda: page(said(PROSE * 20), b"", b"3 0 R " * 50_000, 50_000),
    "E-PDF|E-SIZE",
)
content(
    "pdf_length_that_lies.pdf",
    lambda: page(said(PROSE)).replace(b"/Length ", b"/Length 99999999"),
    "E-PDF|E-NO-TEXT|ok",
)


# --- Word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(
    body: str | bytes,
    part: str = "word/document.xml",
    method: int = zipfile.ZIP_DEFLATED,
    **parts: bytes,
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(part, body)
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def paragraphs(*texts: str) -> str:
    inner = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    return f"<w:document {W}><w:body>{inner}</w:body></w:document>"


def laughs() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    return word(f"<!DOCTYPE x [{entities}]>" + paragraphs("&a11;"))


def outside_entity() -> bytes:
    return word('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + paragraphs("&a;"))


def path_tricks() -> bytes:
    relation = '<Relationships><Relationship Type="x/officeDocument" Target="../../../etc/passwd"/></Relationships>'
    return word(
        b"root", "../../../tmp/evil.txt", **{"_rels/.rels": relation.encode(), "/etc/x": b"y"}
    )


def word_zip_bomb() -> bytes:
    return word(paragraphs("a" * 400_000_000))


def word_of_empty_paragraphs() -> bytes:
    return word(f"<w:document {W}><w:body>{'<w:p/>' * 8_000_000}</w:body></w:document>")


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"{number}", b"")
    return out.getvalue()


def random_xml() -> str:
    """Words that do not pack well, so that only their number counts."""
    return "".join(
        f"<w:p><w:r><w:t>{n * 2654435761 % 2**32:x}</w:t></w:r></w:p>" for n in range(900_000)
    )


content("docx_zip_bomb.docx", word_zip_bomb, "E-SIZE")
content("docx_of_empty_paragraphs.docx", word_of_empty_paragraphs, "E-SIZE")
content("docx_billion_laughs.docx", laughs, "E-DOCX")
content("docx_reads_passwd.docx", outside_entity, "E-DOCX")
content("docx_not_a_zip.docx", lambda: PROSE, "E-DOCX")
content("docx_old_office.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "E-DOCX")
content("docx_truncated.docx", lambda: word(paragraphs(PROSE))[:-60], "E-DOCX")
content("docx_path_tricks.docx", path_tricks, "E-DOCX")
content("docx_another_zip.docx", lambda: word("x", "mimetype"), "E-DOCX")
content("docx_broken_xml.docx", lambda: word(paragraphs(PROSE)[:-30]), "E-DOCX")
content("docx_of_60000_parts.docx", many_parts, "E-SIZE")
content(
    "docx_nested_tables.docx",
    lambda: word(
        f"<w:document {W}><w:body>{'<w:tbl><w:tr><w:tc>' * 40_000}<w:p><w:r><w:t>x</w:t></w:r></w:p>{'</w:tc></w:tr></w:tbl>' * 40_000}</w:body></w:document>"
    ),
    "ok|E-SIZE",
)
content(
    "docx_900000_paragraphs.docx",
    lambda: word(f"<w:document {W}><w:body>{random_xml()}</w:body></w:document>"),
    "ok|E-SIZE",
)
content(
    "docx_huge_attribute.docx",
    lambda: word(
        f"<w:document {W}><w:body><w:p w:x='{os.urandom(9_000_000).hex()}'><w:r><w:t>{PROSE}</w:t></w:r></w:p></w:body></w:document>"
    ),
    "ok",
)
content(
    "docx_packed_with_bzip2.docx",
    lambda: word(paragraphs(PROSE), method=zipfile.ZIP_BZIP2),
    "E-DOCX",
)
content(
    "docx_million_names.docx",
    lambda: word(
        f"<w:document {W}><w:body>{''.join(f'<w:n{n}/>' for n in range(900_000))}</w:body></w:document>"
    ),
    "E-EMPTY|E-SIZE",
)
content("docx_empty_text.docx", lambda: word(paragraphs("", " ")), "E-EMPTY")
content(
    "docx_wrong_sum.docx",
    lambda: word(paragraphs(PROSE)).replace(b"\x50\x4b\x03\x04", b"\x50\x4b\x03\x04\xff", 1),
    "E-DOCX",
)


# --- encodings

content("utf16_without_mark.txt", lambda: PROSE.encode("utf-16-le"), "E-TYPE")
content("utf16_with_mark.txt", lambda: PROSE.encode("utf-16"), "ok")
content("utf16_odd_length.txt", lambda: PROSE.encode("utf-16") + b"x", "ok W-ENCODING")
content(
    "utf16_lone_surrogates.txt",
    lambda: b"\xff\xfe" + PROSE.encode("utf-16-le") + b"\x00\xd8" * 50,
    "ok W-ENCODING",
)
content("utf32_with_mark.txt", lambda: PROSE.encode("utf-32"), "ok")
content(
    "mixed_encodings.txt",
    lambda: (PROSE + "café ").encode() + "naïve café".encode("cp1252"),
    "ok W-ENCODING",
)
content(
    "latin1.txt",
    lambda: (PROSE + "Der Käufer grüßt die Bürger.").encode("latin-1"),
    "ok W-ENCODING",
)
content("gb18030.txt", lambda: CHINESE.encode("gb18030"), "ok W-ENCODING")
content(
    "shift_jis.txt",
    lambda: ("これは日本語の文章です。人工知能の研究が進んでいます。" * 9).encode("shift_jis"),
    "ok W-ENCODING W-LANG",
)
content(
    "lone_surrogates.txt",
    lambda: (PROSE + "\ud800\udfff").encode("utf-8", "surrogatepass"),
    "ok W-ENCODING",
)
content("overlong_utf8.txt", lambda: PROSE.encode() + b"\xc0\xaf\xc0\xae" * 99, "ok W-ENCODING")
content("html_declares_punycode.html", lambda: "<meta charset=punycode>" + PROSE * 9, "ok")
content(
    "html_declares_unicode_escape.html",
    lambda: f"<meta charset=unicode_escape><p>\\u0041 {PROSE}",
    "ok",
)


# --- characters

content("empty.txt", lambda: b"", "E-EMPTY")
content("blank.md", lambda: b" \n\t\r\n \xc2\xa0\n", "E-EMPTY")
content("mark_only.txt", lambda: b"\xef\xbb\xbf", "E-EMPTY")
content("zero_width_only.txt", lambda: "\u200b\u2060" * 9000, "E-EMPTY")
content("nul_late.txt", lambda: PROSE * 200 + "\x00", "E-TYPE")
content("control_characters.txt", lambda: "\x01\x02\x1b[31m" * 900, "E-TYPE")
content("few_control_characters.txt", lambda: PROSE + "\x01\x1b", "ok")
content("right_to_left.txt", lambda: PROSE + "\u202e\u2066evil\u2069\u202c" * 9, "ok")
content(
    "tag_characters.txt", lambda: PROSE + "".join(chr(0xE0000 + ord(c)) for c in "obey me"), "ok"
)
content("zero_width_flood.txt", lambda: PROSE + "a\u200b\u200d" * 2_500_000, "ok W-LONG")
content("combining_flood.txt", lambda: PROSE + "a" + "\u0301\u0316" * 4_000_000, "ok")
content("combining_flood_in_disguise.txt", lambda: PROSE + "a" + "\u0f73" * 6_000_000, "ok")
content("many_accents.txt", lambda: PROSE + "e\u0301" * 6_000_000 + "\U0001f600", "ok W-LONG")
content("ligature_flood.txt", lambda: "\ufdfa" * 6_000_000, "ok W-LONG")
content("astral_flood.txt", lambda: "\U00020000" * 4_900_000, "ok W-LONG")


# --- lengths

content("line_of_50_megabytes.txt", lambda: b"a" * 50_000_000, "E-SIZE")
content("line_of_19_megabytes.txt", lambda: b"a" * 19_000_000, "ok W-LONG")
content(
    "line_of_19_megabytes_and_a_face.txt",
    lambda: b"a " * 9_500_000 + "😀".encode(),
    "ok W-LONG W-LANG",
)
content("line_of_4_megabytes.md", lambda: "The end of it. " * 300_000, "ok")
content("line_of_abbreviations.md", lambda: "A. " * 1_600_000, "ok W-LONG")
content("brackets.md", lambda: "[" * 4_900_000, "ok W-LONG")
content("million_short_lines.txt", lambda: "the one\n" * 1_000_000, "ok")
content("ten_million_lines.txt", lambda: "a\n" * 9_900_000, "ok W-LONG W-LANG")
content("blank_lines.txt", lambda: PROSE + "\n" * 19_000_000, "ok W-LONG")
content("carriage_returns.txt", lambda: PROSE + "\r" * 19_000_000, "ok W-LONG")


# --- pages

content("html_deep.html", lambda: "<div>" * 100_000 + PROSE + "</div>" * 100_000, "ok")
content("html_deep_tables.html", lambda: "<table><tr><td>x" * 100_000 + PROSE, "ok")
content(
    "html_deep_in_menu.html",
    lambda: PROSE + "<nav><ul><li>" * 500_000 + "x" + "</b>" * 500_000,
    "ok|E-SIZE",
)
content("html_unclosed_tags.html", lambda: PROSE + "<a " * 6_000_000, "ok")
content("html_unclosed_values.html", lambda: PROSE + '<a b="' * 3_000_000 + ">", "ok")
content("html_both_quotes.html", lambda: PROSE + "<a b=\"<a c='" * 1_500_000, "ok")
content("html_unclosed_comments.html", lambda: PROSE + "<!--" * 4_000_000, "ok")
content("html_unclosed_declarations.html", lambda: PROSE + "<!x <?y " * 2_000_000, "ok")
content("html_unclosed_titles.html", lambda: PROSE + "<title>" * 2_000_000, "ok|E-SIZE")
content("html_unclosed_script.html", lambda: PROSE + "<script>" * 2_000_000, "ok")
content("html_signs.html", lambda: PROSE + "<" * 19_000_000, "ok")
content("html_end_signs.html", lambda: PROSE + "</" * 9_000_000 + ">", "ok")
content(
    "html_huge_attribute.html", lambda: f'<p><img src="data:{"A" * 15_000_000}">{PROSE}</p>', "ok"
)
content("html_million_attributes.html", lambda: f"<p {'a=b ' * 4_000_000}>{PROSE}", "ok")
content("html_huge_number.html", lambda: f"<p>{PROSE}&#{'9' * 100_000}; &#x{'f' * 100_000};", "ok")
content("html_entities.html", lambda: PROSE + "&" * 9_000_000, "ok")
content("html_surrogates.html", lambda: f"<p>{PROSE} &#xD800; &#0; &#1;", "ok")
content("html_nul.html", lambda: f"<p>{PROSE}\x00</p>", "E-TYPE")
content(
    "html_million_cells.html",
    lambda: "<table><tr>" + "<td>the one</td>" * 1_000_000 + "</table>",
    "ok W-LONG|E-SIZE",
)
content(
    "html_million_rows.html",
    lambda: "<table>" + "<tr><td>a<td>b" * 1_000_000 + "</table>",
    "ok W-LANG|E-SIZE",
)
content(
    "html_only_menu.html",
    lambda: "<nav>" + "<a href=x>the end of it</a> " * 99 + "</nav>",
    "ok W-BOILERPLATE",
)
content("html_nothing.html", lambda: "<html><body><script>x</script></body></html>", "E-EMPTY")
content("html_million_tags.html", lambda: PROSE + "<b>x</b>" * 2_000_000, "ok W-LONG|E-SIZE")


# --- front matter

ALIASES = "a: &a [x]\n" + "".join(
    f"{c}: &{c} [{f'*{p},' * 9}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
)
content("front_aliases.md", lambda: f"---\n{ALIASES}title: *i\n---\n{PROSE}", "E-FRONT")
content("front_not_closed.md", lambda: f"---\ntitle: x\n{PROSE * 99}", "E-FRONT")
content("front_deep.md", lambda: f"---\ntitle: {'[' * 30_000}\n---\n{PROSE}", "E-FRONT")
content("front_long.md", lambda: f"---\n{'x: y' * 900_000}\n---\n{PROSE}", "E-FRONT")
content("front_many_keys.md", lambda: "---\n" + "? " * 30_000 + f"\n---\n{PROSE}", "E-FRONT")
content(
    "front_runs_code.md",
    lambda: f"---\ntitle: !!python/object/apply:os.system [touch x]\n---\n{PROSE}",
    "E-FRONT",
)
content(
    "front_bad_date.md", lambda: f"---\ndate: 2026-99-99\ntitle: !!bool maybe\n---\n{PROSE}", "ok"
)
content("front_surrogate.md", lambda: f'---\ntitle: "\\ud800"\n---\n{PROSE}', "ok")
content("front_huge_number.md", lambda: f"---\ntitle: {'9' * 20_000}\n---\n{PROSE}", "ok")
content("front_control.md", lambda: f'---\ntitle: "a\\x1b[31mb\\0\\u202e"\n---\n{PROSE}', "ok")


# --- other kinds under a false name

content("gzip.txt", lambda: gzip.compress(PROSE.encode()), "E-TYPE")
content("png.md", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "E-TYPE")
content("pdf_as_text.txt", lambda: page(said(PROSE)), "E-TYPE")
content("docx_as_html.html", lambda: word(paragraphs(PROSE)), "E-TYPE")
content("epub.epub", lambda: word("x", "mimetype"), "E-TYPE")
content("no_suffix.", lambda: PROSE, "E-TYPE")
content("Capital.TXT", lambda: PROSE, "ok")
content("line\nend\x1b[31m.txt", lambda: b"", "E-EMPTY")


# --- no files


@case("folder.pdf", "E-READ")
def folder(path: Path) -> Path:
    path.mkdir()
    return path


@case("loop.txt", "E-READ")
def symlink_loop(path: Path) -> Path:
    path.symlink_to(path)
    return path


@case("nowhere.txt", "E-MISSING")
def broken_link(path: Path) -> Path:
    path.symlink_to(path.with_name("gone"))
    return path


@case("pipe.txt", "E-READ")
def fifo(path: Path) -> Path:
    os.mkfifo(path)
    return path


@case("zeros.txt", "E-READ")
def dev_zero(path: Path) -> Path:
    path.symlink_to("/dev/zero")
    return path


@case("memory.txt", "E-READ")
def fails_while_it_is_read(path: Path) -> Path:
    path.symlink_to("/proc/self/mem")
    return path


@case("sparse.pdf", "E-SIZE")
def terabyte(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate(2**40)
    return path


@case("secret.txt", "E-READ")
def unreadable(path: Path) -> Path:
    path.write_text(PROSE)
    path.chmod(0)
    return path


@case("x" * 300 + ".txt", "E-READ")
def long_name(path: Path) -> Path:
    return path


@case(os.fsdecode(b"caf\xe9.txt"), "ok")
def broken_name(path: Path) -> Path:
    path.write_text(PROSE)
    return path


def read(path: Path, *flags: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", READ, os.fsencode(path), *flags],
        capture_output=True, text=True, timeout=60, check=False, cwd=path.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_ends_soon_in_a_code_or_a_document(tmp_path: Path, name: str) -> None:
    maker, file, codes = CASES[name]
    path = maker(tmp_path / file)

    done = read(path, *(["unprivileged"] if name == "unreadable" else []))

    given = done["codes"]
    assert any(set(wanted.split()) <= set(given) for wanted in codes.split("|")), done
    assert done["seconds"] <= SECONDS, done
    assert done["megabytes"] <= MEGABYTES, done
