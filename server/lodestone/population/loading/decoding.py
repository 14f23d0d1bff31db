"""Bytes → characters, in a fixed order: what is said first, then what fits, never a statistic.

Byte order mark, declared encoding, strict UTF-8, GB18030 if that reads as Chinese, cp1252. Guesses
of libraries turned out to mangle € and ’; an order is wrong in ways that can be foreseen.
"""

import codecs
import re
from pathlib import Path

from lodestone.errors import DocumentError
from lodestone.population.loading.kinds import (
    better_suffix,
    first_bytes,
    nature,
    shown,
)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<meta\b[^>]{0,500}?charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})"
    rb"|^\s{0,99}<\?xml\b[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_UNICODE = "utf-8 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be ascii"
_EASTERN = (
    "gb18030 gbk gb2312 hz big5 big5hkscs cp950 shift_jis cp932 euc_jp iso2022_jp euc_kr cp949"
)
_WESTERN = "koi8-r koi8-u mac-roman mac-cyrillic cp437 cp850 cp852 cp855 cp866 tis-620"
_KNOWN = frozenset(
    [
        *f"{_UNICODE} {_EASTERN} {_WESTERN}".split(),
        *(f"cp125{n}" for n in range(9)),
        *(f"iso8859-{n}" for n in range(1, 17) if n != 12),
    ]
)
"""Python knows more, among them some that unpack, run escapes or take time in the square."""

_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "utf-16": "utf-8",
    "utf-16-le": "utf-8", "utf-16-be": "utf-8",
}  # fmt: skip
"""What pages mean by what they declare, as browsers have it (WHATWG Encoding)."""

_HAN = re.compile("[\u4e00-\u9fff\u3400-\u4dbf]")
_KANA = re.compile("[\u3040-\u30ff]")
_COMMON = frozenset("的一是在不了有和人这中大为上个国我以要他年用地对生能发行业")
_SAMPLE = 20_000


def decode(path: Path, data: bytes, encoding: str | None, *, markup: bool) -> tuple[str, str]:
    """Turn the bytes of a text into characters; also give a warning if they had to be guessed.

    Args:
        path: For messages.
        data: The file.
        encoding: Overrides all that the file says.
        markup: Whether the file may declare its encoding, as HTML does.

    Raises:
        DocumentError: it is binary, or not in the encoding that was given (E-TYPE, E-ENCODING).
    """
    kind = nature(data)
    if kind is not None:
        suffix = better_suffix(data)
        advice = f"rename it to {suffix}, or convert it" if suffix else "convert it to text"
        raise DocumentError(
            f"E-TYPE: {shown(path)} is {kind}, not text: {first_bytes(data)}. Please {advice}."
        )
    text, warning = _given(path, data, encoding) if encoding else _found(data, markup=markup)
    _require_text(path, data, text)
    return text, warning


def _given(path: Path, data: bytes, encoding: str) -> tuple[str, str]:
    name = _codec(encoding)
    if name is None:
        raise DocumentError(
            f"E-ENCODING: '{shown(encoding)}' is no encoding that is read. Give one such as utf-8, "
            "utf-16-le, cp1252, gb18030, big5, shift_jis, koi8-r."
        )
    try:
        return data.decode(name), ""
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"E-ENCODING: {shown(path)} is not {name}: byte {error.start} "
            f"(0x{data[error.start]:02x}) does not fit. Give another encoding, or none."
        ) from error


def _found(data: bytes, *, markup: bool) -> tuple[str, str]:
    named = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if named is None and markup:
        declared = _DECLARED.search(data[:4096])
        found = (
            _codec((declared[1] or declared[2]).decode("ascii", "replace")) if declared else None
        )
        named = _WIDER.get(found, found) if found else None
    for name in (named, "utf-8"):
        if name is not None:
            try:
                return data.decode(name), ""
            except UnicodeDecodeError as error:
                odd = error.start
                if name in ("utf-16", "utf-32"):
                    warning = f"W-ENCODING: not {name} from byte {odd} on, odd bytes are left out"
                    return data.decode(name, "ignore"), warning
    where = f"not UTF-8 from byte {odd} (0x{data[odd]:02x}) on"
    chinese = _chinese(data)
    if chinese is not None:
        return chinese, f"W-ENCODING: {where}, read as GB18030"
    return data.decode("cp1252", errors="replace"), f"W-ENCODING: {where}, read as cp1252"


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name.strip().lower()).name
    except (LookupError, ValueError):
        return None
    found = "utf-8" if found == "utf-8-sig" else found
    return found if found in _KNOWN else None


def _chinese(data: bytes) -> str | None:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    letters = [c for c in text[: 50 * _SAMPLE] if c > "\x7f"][:_SAMPLE]
    sample = "".join(letters)
    han = _HAN.findall(sample)
    # western and Japanese bytes pair up into rare signs; Korean ones into common signs, but not
    # into those that no Chinese sentence does without
    is_chinese = (
        len(han) > 0.6 * len(letters)
        and len(_KANA.findall(sample)) < 0.05 * len(letters)
        and sum(c in _COMMON for c in han) >= 0.05 * len(han)
    )
    return text if is_chinese else None


def _require_text(path: Path, data: bytes, text: str) -> None:
    head = text[:4096]
    strange = sum(c < " " and c not in "\t\n\r\f" for c in head)
    if "\x00" not in text and strange <= 0.1 * len(head):
        return
    zeros = data[:4096].count(0)
    wide = zeros > 0.3 * len(data[:4096])
    advice = (
        "If it is UTF-16, give the encoding: utf-16-le or utf-16-be." if wide else "Convert it."
    )
    raise DocumentError(f"E-TYPE: {shown(path)} is binary, not text: {first_bytes(data)}. {advice}")
