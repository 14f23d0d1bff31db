import io
import os
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfWriter

from lodestone.errors import DocumentError
from lodestone.model.document import Document
from lodestone.population import loading

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = (
    "The ministry said that the new law will be applied by the agency from the first of March. "
    "This is the second time that it has been changed, and more of the firms are to follow. "
    "They have said that it was not clear to them which of the rules are in force with their own."
)
CHINESE = (
    "中国的人工智能公司在北京发布了新的模型，这是一个重要的进展。我们要在上海建立新的中心。" * 3
)
GERMAN = (
    "Das Gesetz wird von der Behörde angewendet, und die Unternehmen müssen ihre Modelle melden. "
    * 5
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def load(folder: Path, name: str, content: bytes | str) -> Document:
    return loading.read(write(folder, name, content))


def codes(document: Document) -> list[str]:
    return [warning.partition(":")[0] for warning in document.warnings]


def pdf(*pages: list[str], title: str = "") -> bytes:
    """Write a PDF with lines of text on pages."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for page in pages:
        drawn = " ".join(f"({line}) Tj T*" for line in page)
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td {drawn} ET".encode()
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % (len(objects) + 2),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
        kids.append(b"%d 0 R" % (len(objects) - 1))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(b"<< /Title (%s) >>" % title.encode())
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(objects), len(out),
    )  # fmt: skip


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, main: str = "word/document.xml", **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(main, f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("DOT", "."), content)
    return out.getvalue()


@pytest.fixture
def without_pypdf(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("shadow")
    (folder / "pypdf.py").write_text("raise ImportError('No module named pypdf')")
    monkeypatch.setenv("PYTHONPATH", str(folder))


# --- finding


def test_a_folder_stands_for_its_documents_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "folder.pdf").mkdir()
    for name in ("z.md", "a.txt", "b/c.HTML", "b/d.docx", "x.png", "~$d.docx", "._a.txt"):
        write(tmp_path, name, "x")

    found = [path.relative_to(tmp_path).as_posix() for path in loading.find([tmp_path])]

    assert found == ["a.txt", "b/c.HTML", "b/d.docx", "z.md"]


def test_a_file_url_stands_for_its_path(tmp_path: Path) -> None:
    path = write(tmp_path, "a report.txt", ENGLISH)

    for url in (path.as_uri(), path.as_uri().replace("///", "//localhost/"), Path(path.as_uri())):
        assert list(loading.find([url])) == [path]
        assert loading.read(url).text == ENGLISH


@pytest.mark.parametrize(
    "url", ["https://example.org/a.html", "http:/example.org/x", "ftp://a/b", "file://server/a.txt"]
)
def test_what_is_elsewhere_is_not_fetched(url: str) -> None:
    with pytest.raises(DocumentError, match=r"^E-URL: .*Save the page"):
        list(loading.find([url]))
    with pytest.raises(DocumentError, match=r"^E-URL"):
        loading.read(url)


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"^E-MISSING: .*nowhere"):
        list(loading.find([tmp_path / "nowhere"]))
    with pytest.raises(DocumentError, match=r"^E-MISSING"):
        loading.read(tmp_path / "nowhere.txt")
    with pytest.raises(DocumentError, match=r"^E-READ"):
        list(loading.find([Path("a\0b")]))


def test_what_is_no_file_is_found_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)

    assert list(loading.find([path])) == [path]
    with pytest.raises(DocumentError, match=r"^E-READ: .* is a pipe"):
        loading.read(path)


# --- plain text and front matter


@pytest.mark.parametrize(
    "path", sorted((ROOT / "data" / "documents").glob("*.md")), ids=lambda p: p.stem
)
def test_documents_of_ours_are_read_as_they_are(path: Path) -> None:
    document = loading.read(path)

    assert document.text == path.read_text(encoding="utf-8")
    assert (document.language, document.warnings) == ("en", ())
    assert document.title
    assert document.text[: document.body_start].endswith("---\n")


def test_front_matter_names_what_a_document_says_of_itself(tmp_path: Path) -> None:
    front = 'title: "A: brief"\ndate: 2026-11-23\nsource: somewhere\nlanguage: zh\nlicence: ~\nnumber: 010\n'

    document = load(tmp_path, "brief.md", f"---\n{front}---\n\n{ENGLISH}\n")

    assert (document.name, document.title, document.source) == ("brief", "A: brief", "somewhere")
    assert (document.date, document.language, document.licence) == ("2026-11-23", "zh", None)
    assert document.text[document.body_start :].strip() == ENGLISH


def test_a_plain_text_takes_its_first_line_as_title(tmp_path: Path) -> None:
    assert load(tmp_path, "plain.txt", "\n# The first line\n\nThe rest.").title == "The first line"
    assert len(load(tmp_path, "long.txt", "a" * 1000).title) == 300


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "E-EMPTY: .*0 bytes"),
        ("blank.md", b" \n\t\n", "E-EMPTY: .*4 bytes"),
        ("only.md", b"---\ntitle: x\n---", "E-EMPTY: .*front matter"),
        ("image.txt", b"\x89PNG\r\n\x1a\n\x00\x00", r"E-TYPE: .*PNG.*89 50 4e 47 0d 0a 1a 0a \(.PNG....\)"),
        ("nul.txt", b"text\x00", "E-TYPE: .*binary"),
        ("wide.txt", "text".encode("utf-16-le"), "E-TYPE: .*utf-16-le"),
        ("page.txt", b"%PDF-1.4", r"E-TYPE: .*rename it to \.pdf"),
        ("book.epub", b"PK\x03\x04", r"E-TYPE: .*\.docx, \.pdf.*50 4b 03 04"),
        ("open.md", b"---\ntitle: x\n", "E-FRONT: .*never closes"),
        ("broken.md", b"---\ntitle: [x\n---\nBody\n", "E-FRONT: .*not YAML"),
        ("list.md", b"---\n- a\n- b\n---\nBody\n", "E-FRONT: .*list of names"),
        ("nested.md", b"---\ntitle: [a, b]\n---\nBody\n", "E-FRONT: .*'title'"),
        ("alias.md", b"---\na: &a x\ntitle: *a\n---\nBody\n", "E-FRONT: .*repeats"),
        ("fake.pdf", b"Hello", "E-PDF: .*not a PDF.*48 65 6c 6c 6f"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj", "E-PDF: .*broken: pypdf"),
        ("scan.pdf", pdf([]), "E-NO-TEXT: .*1 pages and 0 characters.*OCR"),
        ("fake.docx", b"Hello", "E-DOCX: .*not a Word file"),
        ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "E-DOCX: .*old or locked Office"),
        ("other.docx", docx("", "content.xml"), "E-DOCX: .*without the text"),
        ("large.txt", b"a" * 20_000_001, "E-SIZE: .*20.0 MB; at most 20 MB"),
        ("hidden.html", b"<p hidden></p><script>x</script>", "E-EMPTY"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_an_error_with_a_code(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = write(tmp_path, name, content)

    with pytest.raises(DocumentError, match=f"^{message}") as caught:
        loading.read(path)

    assert str(path) in str(caught.value)


# --- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_that_a_mark_tells_needs_no_warning(tmp_path: Path, encoding: str) -> None:
    document = load(tmp_path, "a.txt", CHINESE.encode(encoding))

    assert (document.text, document.warnings) == (CHINESE, ())


def test_western_text_is_guessed_with_a_warning_that_names_the_byte(tmp_path: Path) -> None:
    document = load(tmp_path, "old.txt", f"The café – open. {ENGLISH}".encode("cp1252"))

    assert "café – open" in document.text
    assert document.warnings == ("W-ENCODING: not UTF-8 from byte 7 (0xe9) on, read as cp1252",)


def test_chinese_text_is_guessed_with_a_warning(tmp_path: Path) -> None:
    document = load(tmp_path, "old.txt", CHINESE.encode("gb18030"))

    assert (document.text, document.language, codes(document)) == (CHINESE, "zh", ["W-ENCODING"])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("これは日本語の文章です。人工知能の研究が進んでいます。" * 5, "shift_jis"),
        ("これは日本語の文章です。人工知能の研究が進んでいます。" * 5, "euc_jp"),
        ("대한민국의 인공지능 기업은 서울에서 새로운 모형을 발표하였다. " * 5, "euc_kr"),
        ("Über die Möglichkeiten für größere Städte. " * 5, "cp1252"),
    ],
)
def test_other_bytes_are_not_taken_for_chinese(tmp_path: Path, text: str, encoding: str) -> None:
    path = write(tmp_path, "old.txt", text.encode(encoding))

    guessed, told = loading.read(path), loading.read(path, encoding)

    assert "cp1252" in guessed.warnings[0]
    assert told.text == text
    assert codes(told) == ["W-LANG"]
    assert told.language == "und"


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="gb2312">',
        "<meta http-equiv=Content-Type content='text/html; charset=gbk'>",
        '<?xml version="1.0" encoding="GB18030"?>',
    ],
)
def test_a_page_declares_its_encoding(tmp_path: Path, head: str) -> None:
    document = load(tmp_path, "page.html", f"{head}<p>{CHINESE * 3}</p>".encode("gb18030"))

    assert (document.text.strip(), document.warnings) == (CHINESE * 3, ())


def test_an_encoding_that_is_given_overrides_all(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", ENGLISH.encode("utf-16-be"))

    assert loading.read(path, "UTF-16BE").text == ENGLISH
    for wrong, message in (
        ("nonsense", "no encoding"),
        ("hex", "no encoding"),
        ("punycode", "no encoding"),
        ("utf-8\0", "no encoding"),
    ):
        with pytest.raises(DocumentError, match=f"^E-ENCODING: .*{message}"):
            loading.read(path, wrong)
    with pytest.raises(DocumentError, match=r"^E-ENCODING: .* byte 0 \(0xff\) does not fit"):
        loading.read(write(tmp_path, "b.txt", b"\xff"), "utf-8")


# --- characters, lengths, languages


def test_what_is_not_seen_is_taken_out(tmp_path: Path) -> None:
    raw = "a\x01b\u202ec\u2066d\u200be\U000e0041f\x0bg\u2028h\x1fi\r\nj\tk and more of that"

    assert load(tmp_path, "a.txt", raw).text == "abcdef\ng\nh i\nj k and more of that"


def test_marks_are_piled_up_to_a_limit(tmp_path: Path) -> None:
    assert (
        load(tmp_path, "a.txt", "x" + "\u0316" * 100 + "e\u0301").text == "x" + "\u0316" * 30 + "é"
    )


def test_reading_what_was_read_changes_nothing(tmp_path: Path) -> None:
    raw = "a\u200b" + "\u0301\u200b\u0316" * 50 + "\x85\u2029b\u0f73\r\r\n"

    once = load(tmp_path, "a.txt", raw).text

    assert load(tmp_path, "b.txt", once).text == once


def test_a_sentence_that_has_to_be_cut_is_named(tmp_path: Path) -> None:
    long = "and more of the same " * 120

    assert (
        load(tmp_path, "a.txt", f"{ENGLISH}\n\n{long}")
        .warnings[0]
        .startswith("W-LONG: a sentence in line 3 ")
    )
    assert load(tmp_path, "b.txt", f"{ENGLISH} " * 20).warnings == ()
    assert "is left out" in load(tmp_path, "c.txt", f"{ENGLISH}\n" * 20_000).warnings[0]


@pytest.mark.parametrize(
    ("text", "language", "warned"),
    [
        (ENGLISH, "en", []),
        (CHINESE, "zh", []),
        (GERMAN, "und", ["W-LANG"]),
        ("Acme", "en", []),
        ("公司", "zh", []),
        ("Закон про дані " * 20, "und", ["W-LANG"]),
    ],
)
def test_the_language_is_told_by_its_words(
    tmp_path: Path, text: str, language: str, warned: list[str]
) -> None:
    document = load(tmp_path, "a.txt", text)

    assert (document.language, codes(document)) == (language, warned)


# --- web pages

PAGE = f"""<!DOCTYPE html><html><head><title>A law &amp; its rules</title><style>p {{}}</style></head>
<body><header><a href="/">Home</a></header><nav><ul><li>Menu</ul></nav>
<div hidden>Unseen</div><!-- a <p>comment</p> -->
<article><header><h1>The <b>new</b> law</h1></header>
<p>{ENGLISH.replace(" ", chr(10), 3)}</p>
<ul><li>one<li><p>two</p></li><li></li></ul>
<table><tr><th>Name<th>Seat</tr><tr><td></td><td>Paris<br>Lyon</td></tr></table>
<pre>a
  b</pre>x &lt; y<br>1 < 2 &eacute;<script>if (a < b) "<p>"</script>
</article><aside>Ads</aside><form><input>Search</form><footer>Imprint</footer></body></html>"""


def test_a_page_is_read_without_what_is_around_it(tmp_path: Path) -> None:
    document = load(tmp_path, "page.htm", PAGE)

    assert document.title == "A law & its rules"
    assert document.warnings == ()
    assert document.text == (
        f"# The new law\n\n{ENGLISH}\n\n- one\n- two\n\nName | Seat\n| | Paris Lyon\n\na\n  b\n\n"
        "x < y\n1 < 2 é\n"
    )


def test_a_page_without_a_title_takes_its_heading(tmp_path: Path) -> None:
    assert load(tmp_path, "a.html", f"<h1>A <i>law</i></h1><p>{ENGLISH}").title == "A law"
    assert load(tmp_path, "b.html", f"<title>x<h1>A law</h1><p>{ENGLISH}").title == "A law"


def test_a_page_that_is_all_form_is_read(tmp_path: Path) -> None:
    document = load(tmp_path, "a.html", f"<form><div><p>{ENGLISH}</p></div></form>")

    assert (document.text.strip(), document.warnings) == (ENGLISH, ())


def test_a_table_for_layout_is_no_table(tmp_path: Path) -> None:
    inner = "<table><tr><td>a<td>b</table>"

    document = load(
        tmp_path,
        "a.html",
        f"<table><tr><td>Menu<td><p>{ENGLISH}</p><p>{ENGLISH}</p>{inner}<p>End</table>",
    )

    assert document.text == f"Menu\n\n{ENGLISH}\n\n{ENGLISH}\n\na | b\n\nEnd\n"


def test_a_page_of_links_or_of_nothing_is_told(tmp_path: Path) -> None:
    links = "<p><a href=x>The end of it is here for all of them</a>" * 20

    assert "100% of the text is links" in load(tmp_path, "a.html", links).warnings[0]
    assert (
        load(tmp_path, "b.html", "<p>Loading").warnings[0].startswith("W-BOILERPLATE: 7 characters")
    )


def test_a_quoted_value_may_hold_markup(tmp_path: Path) -> None:
    document = load(tmp_path, "a.html", f'<p title="a > b <p>" alt=\'"\'>{ENGLISH}</p>5 > 4')

    assert document.text == f"{ENGLISH}\n\n5 > 4\n"


# --- Word files


def test_a_word_file_gives_headings_items_and_rows(tmp_path: Path) -> None:
    cell = "<w:tc>{}</w:tc>".format
    body = (
        paragraph("Das Gesetz", '<w:pStyle w:val="berschrift1"/>')
        + paragraph(ENGLISH)
        + "<w:p><w:r><w:t>kept </w:t><w:noBreakHyphen/><w:br/><w:t>line</w:t></w:r>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        + paragraph("secret", run="<w:vanish/>")
        + paragraph("one", "<w:numPr><w:numId w:val='1'/></w:numPr>")
        + paragraph("two", "<w:pStyle w:val='ListBullet'/>")
        + f"<w:tbl><w:tr>{cell(paragraph('Name'))}{cell(paragraph('Seat'))}</w:tr>"
        f"<w:tr>{cell(paragraph('Acme'))}{cell(paragraph('Paris') + paragraph('Lyon'))}</w:tr></w:tbl>"
        + paragraph("End &amp; all", "<w:tabs><w:tab/></w:tabs>")
    )
    styles = f'<w:styles xmlns:w="{W}"><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>'

    document = load(tmp_path, "a.docx", docx(body, word__stylesDOTxml=styles))

    assert document.title == "Das Gesetz"
    assert document.text == (
        f"# Das Gesetz\n\n{ENGLISH}\n\nkept -\nline\n\n- one\n- two\n\n"
        "Name | Seat\nAcme | Paris Lyon\n\nEnd & all\n"
    )


def test_a_word_file_may_name_its_text_otherwise(tmp_path: Path) -> None:
    relations = '<Relationships xmlns="x"><Relationship Type="http://x/officeDocument" Target="/word/document2.xml"/></Relationships>'

    document = load(
        tmp_path, "a.docx", docx(paragraph(ENGLISH), "word/document2.xml", _rels__DOTrels=relations)
    )

    assert document.text == f"{ENGLISH}\n"


# --- PDF


def test_the_lines_of_a_pdf_are_joined_where_a_hyphen_parts_them(tmp_path: Path) -> None:
    first = [
        "Report on laws",
        "The agency said that the regu-",
        "lation is in force, and that it",
        "3",
    ]
    second = ["will be applied.", "The EU-", "US talks", "4"]

    document = load(tmp_path, "a.pdf", pdf(first, second, ["New part."], title="A report"))

    assert document.title == "A report"
    assert document.text == (
        "Report on laws\nThe agency said that the regulation is in force, and that it\n"
        "will be applied.\nThe EU-\nUS talks\n\nNew part.\n"
    )


def test_a_title_that_a_program_made_up_is_not_taken(tmp_path: Path) -> None:
    document = load(
        tmp_path, "a.pdf", pdf(["The first line", "and more"], title="Microsoft Word - x.doc")
    )

    assert document.title == "The first line"


def lock(password: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf([ENGLISH])))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")  # noqa: S106
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_locked_pdf_is_an_error_unless_it_is_locked_for_editing_only(tmp_path: Path) -> None:
    assert ENGLISH[:40] in load(tmp_path, "a.pdf", lock("")).text
    with pytest.raises(DocumentError, match=r"^E-PDF-LOCKED: .*qpdf"):
        load(tmp_path, "b.pdf", lock("secret"))


@pytest.mark.usefixtures("without_pypdf")
def test_without_pypdf_the_message_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"^E-PDF: .*pip install 'lodestone\[pdf\]'"):
        load(tmp_path, "a.pdf", pdf([ENGLISH]))
