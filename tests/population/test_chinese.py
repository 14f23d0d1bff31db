"""Chinese texts as they are printed: lines broken anywhere, dates without a year, short forms."""

import pytest

from lodestone import locations, pipeline
from lodestone.model.candidate import Candidate
from lodestone.model.document import Document
from lodestone.population.extraction import Extractor
from lodestone.vocabulary import local_name


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """The extractor with the shipped rules."""
    return pipeline.load_extractor([locations.folder("data")])


NEWS = (
    "本报杭州2026年6月18日电（记者 周予安）人工智能企业拓岚科技昨日对外披露，公司已完成12亿元融资，由高岭创投领投，\n"
    "远山集团、临江基金跟投。今年3月，公司发布参数规模达2600亿的“海图3.0”。6月10日，江海市数据局印发《江海市数据管理细则》\n"
    "（下称《细则》）。《细则》自2026年7月1日起施行；违反规定的，处一百万元以下罚款。\n"
)


def facts(found: list[Candidate], relation: str) -> set[tuple[str, str]]:
    """Give the ends of the facts of one relation, as the text has them or as values."""
    listed = (c for c in found if local_name(c.predicate) == relation)
    return {(c.subject.text, getattr(c.object, "value", c.object.text)) for c in listed}


def test_a_line_may_be_broken_within_a_chinese_sentence(extractor: Extractor) -> None:
    found = extractor.extract(Document("test", NEWS, "test"))

    funders = {funder for _, funder in facts(found, "fundedBy")}
    assert funders == {"高岭创投", "远山集团", "临江基金"}


def test_a_date_without_a_year_is_of_the_year_of_the_dateline(extractor: Extractor) -> None:
    found = extractor.extract(Document("test", NEWS, "test"))

    assert {date for _, date in facts(found, "startDate")} == {"2026-03"}
    assert {date for _, date in facts(found, "publicationDate")} == {"2026-06-10"}


def test_a_law_is_known_by_the_short_form_that_a_text_introduces(extractor: Extractor) -> None:
    found = extractor.extract(Document("test", NEWS, "test"))

    assert facts(found, "entryIntoForceDate") == {("江海市数据管理细则", "2026-07-01")}
    assert {"1000000"} <= {value for _, value in facts(found, "numericValue")}
