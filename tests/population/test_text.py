from lodestone.population.text import normalise, sentences


def test_a_text_is_brought_into_nfc_with_line_feeds_and_without_invisible_characters() -> None:
    raw = "\ufeffCafe\u0301\r\nA\u00adI\tnow\u200b\r"

    assert normalise(raw) == "Café\nAI now\n"


def test_each_sentence_is_the_slice_that_its_offsets_name() -> None:
    text = normalise(
        "# A heading\n\nOne is “first”. Two, by the U.S. office, is second!\nThree ends"
    )

    found = list(sentences(text))

    assert [text[s.start : s.end] for s in found] == [s.text for s in found]
    assert [s.text for s in found] == [
        "A heading",
        "One is “first”.",
        "Two, by the U.S. office, is second!",
        "Three ends",
    ]


def test_a_line_that_was_wrapped_belongs_to_one_sentence() -> None:
    text = "The Ministry of Education published an action plan for universities in\n2018 and later."

    (only,) = sentences(text)

    assert only.text == text
    assert only.matching == text.replace("\n", " ")


def test_the_matching_form_keeps_the_length_so_that_offsets_do_not_move() -> None:
    text = "China’s “trusted data spaces” – 2024–2028."

    (only,) = sentences(text)

    assert len(only.matching) == len(only.text)
    assert only.matching == 'China\'s "trusted data spaces" - 2024-2028.'


def test_chinese_sentences_end_at_their_own_full_stop() -> None:
    found = [s.text for s in sentences("中国设立了数据交易所。阿里巴巴与苹果公司合作。" * 2)]

    assert len(found) == 4
