from lodestone.population.passages import HEADING, ITEM, ROW, readable
from lodestone.population.text import normalise


def test_a_text_is_brought_into_nfc_with_line_feeds_and_without_invisible_characters() -> None:
    raw = "\ufeffCafe\u0301\r\nA\u00adI\tnow\u200b\r"

    assert normalise(raw) == "Café\nAI now\n"


def passages(text: str) -> list[tuple[str, ...]]:
    return [
        (passage.kind, *(text[start:end] for start, end in passage.pieces))
        for passage in readable(text)[1]
    ]


def test_each_sentence_is_the_slice_that_its_offsets_name() -> None:
    text = normalise(
        "# A heading\n\nOne is “first”. Two, by the U.S. office, is second!\nThree ends"
    )

    assert [words for _, words in passages(text)] == [
        "A heading",
        "One is “first”.",
        "Two, by the U.S. office, is second!",
        "Three ends",
    ]
    assert passages(text)[0][0] == HEADING


def test_a_line_that_was_wrapped_belongs_to_one_sentence() -> None:
    text = "The Ministry of Education published an action plan for universities in\n2018 and later."

    form, (only,) = readable(text)

    assert text[only.start : only.end] == text
    assert form == text.replace("\n", " ")


def test_the_matching_form_keeps_the_length_so_that_offsets_do_not_move() -> None:
    text = "China’s “trusted **data** spaces” – 2024–2028."

    form, (only,) = readable(text)

    assert len(form) == len(text)
    assert form.replace("\x01", "") == 'China\'s "trusted data spaces" - 2024-2028.'
    assert (only.start, only.end) == (0, len(text))


def test_chinese_sentences_end_at_their_own_full_stop() -> None:
    assert len(passages("中国设立了数据交易所。阿里巴巴与苹果公司合作。" * 2)) == 4


def test_an_item_is_read_with_the_line_that_introduces_its_list() -> None:
    text = "The members are:\n\n- Acme\n- Beta. It is old.\n\nAn end comes."

    assert passages(text)[1:4] == [
        (ITEM, "The members are", "Acme"),
        (ITEM, "The members are", "Beta."),
        ("sentence", "It is old."),
    ]


def test_a_row_is_read_with_the_header_of_its_table() -> None:
    text = "| name | seat |\n| --- | --- |\n| Acme | Oslo |\n"

    (row,) = readable(text)[1]

    assert row.kind == ROW
    assert [text[start:end] for start, end in row.header] == ["name", "seat"]
    assert [text[start:end] for start, end in row.pieces] == ["Acme", "Oslo"]
