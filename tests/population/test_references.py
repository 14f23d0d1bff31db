"""What pronouns and descriptions stand for, and where names begin and end."""

import pytest

from lodestone import locations, pipeline
from lodestone.model.document import Document
from lodestone.population.extraction import Extractor
from lodestone.vocabulary import local_name


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return pipeline.load_extractor([locations.folder("data")])


def facts(extractor: Extractor, text: str) -> set[str]:
    found = extractor.extract(Document("test", text, "test"))
    return {f"{c.subject.text} | {local_name(c.predicate)} | {c.object.text}" for c in found}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        (
            "Ada Moe and Tom Berg left Nordvik. The pair founded Lumo in 2019.",
            "Lumo | foundedBy | Ada Moe",
        ),
        (
            "Ada Moe and Tom Berg left Nordvik. They founded Lumo in 2019.",
            "Lumo | foundedBy | Tom Berg",
        ),
        (
            "Nordvik is owned by Berg Systems and Sindre Group; the latter is based in Oslo.",
            "Sindre Group | basedIn | Oslo",
        ),
        (
            "# Lumo Group\n\nLumo Group AB builds drones. Its rival Nordvik builds sensors.\n\n"
            "The Group is based in Oslo.",
            "Lumo Group AB | basedIn | Oslo",
        ),
        (
            "# Drone Act\n\nThe Drone Act is new. Parliament debated it for a year. "
            "It applies from 1 May 2025.",
            "Drone Act | applicationDate | 1 May 2025",
        ),
        (
            "# Drone Act\n\nThe Drone Act is new. In Norway, Parliament adopted the Toys Act. "
            "It enters into force on 1 May 2025.",
            "Toys Act | entryIntoForceDate | 1 May 2025",
        ),
        (
            "Spun out of Fjord University in 2020, Lumo builds drones. It is based in Oslo.",
            "Lumo | basedIn | Oslo",
        ),
        (
            "**Core facts.** Lumo is based in Oslo.",
            "Lumo | basedIn | Oslo",
        ),
    ],
)
def test_it_is_known_who_is_spoken_of(extractor: Extractor, text: str, fact: str) -> None:
    assert fact in facts(extractor, text)


def test_it_is_no_person(extractor: Extractor) -> None:
    text = "Ada Moe, chief executive of Lumo, spoke in Bergen. It is based in Oslo."

    assert "Ada Moe | basedIn | Oslo" not in facts(extractor, text)


@pytest.mark.parametrize(
    "name", ["Škoda Robotics", "Łódź Motors", "Padi Vision", "East Fjord Partners"]
)
def test_a_name_is_whole_and_that_of_a_company(extractor: Extractor, name: str) -> None:
    assert f"{name} | basedIn | Oslo" in facts(extractor, f"The firm {name} is based in Oslo.")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Lumo, a Quillby start-up, makes drones.", "Quillby"),
        ("The Quill Bay-based firm Lumo makes drones.", "Quill Bay"),
        ("Lumo is headquartered in Quillby.", "Quillby"),
    ],
)
def test_a_place_that_nobody_knows_is_told_by_what_is_there(
    extractor: Extractor, text: str, place: str
) -> None:
    assert f"Lumo | basedIn | {place}" in facts(extractor, text)


def test_a_body_may_have_an_and_in_its_name(extractor: Extractor) -> None:
    text = "The Digital and AI Agency (DAA) issued the Robot Act in 2024."

    assert "Robot Act | issuedBy | Digital and AI Agency" in facts(extractor, text)


def test_an_amount_takes_in_the_adjective_of_its_currency(extractor: Extractor) -> None:
    found = facts(extractor, "Lumo raised 75 million Canadian dollars and NZ$10 million.")

    assert "75 million Canadian dollars | hasCurrency | Canadian dollars" in found
