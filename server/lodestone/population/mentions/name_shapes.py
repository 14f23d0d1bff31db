"""The shape of names: runs of words with a capital, what joins them, and words that begin none."""

import re

from lodestone.population.text import CAPITALS

_MOST_LETTERS = 80
_MOST_WORDS = 40
_NO_PART = r"(?:based|listed|backed|led|headquartered|owned|born|funded|made|style|level|wide)\b"
_WORD = (
    rf"(?:[{CAPITALS}](?:(?!['’]s\b|[一-鿿])[\w&’'.+]|-(?!{_NO_PART})){{0,{_MOST_LETTERS}}}"
    rf"(?!(?:-(?!{_NO_PART}))?(?![一-鿿])\w)"
    rf"|(?:[a-z]{{1,3}}|[dl]['’])[A-Z][\w-]{{1,{_MOST_LETTERS}}}(?![\w-]))"
)
_VERSION = r"(?!(?:19|20)\d\d\b)\d+(?:\.\d+)*[A-Za-z]?\b(?!,\d| (?:million|billion|per|%))"
_GAP_IN_NAME = r"(?:(?<!\w\w\.)|(?<=Inc\.)|(?<=Ltd\.)|(?<=Co\.)|(?<=Corp\.)|(?<=St\.)|(?<=Dr\.)) "
_PARTICLE = "(?:& |bin |ibn |van der |van |von |dos |del |de la |de )?"
PARTICLES = frozenset("bin ibn van der von dos del de la".split())
_LEGAL_FORM = (
    r"(?:,? (?:Co\.,? ?Ltd\b\.?|P(?:vt|te)\.? Ltd\b\.?|Inc\.|Ltd\b\.?|LLC\b|Sp\. z o\.o\."
    r"|S\.p\.A\.|d\.o\.o\.|A\.Ş\.|A\.S\.|a\.s\.|s\.r\.o\.|e\.V\.|z\.s\.|ehf\.|hf\.|k\.s\.))?"
)
_SUBTITLE = (
    rf" \({_WORD}(?: (?:(?:and|of|for) )?{_WORD}){{0,4}}\)"
    r"(?= (?:[A-Z]\w+ )?(?:Act|Regulations?|Bill|Order|Rules|Ordinance|Code|Law|Directions)\b)"
)
"""As in "Data Protection (Health Records) Act"."""

RUN = re.compile(
    rf"(?<![A-Za-z0-9_@/])(?![A-F]\+?轮){_WORD}"
    rf"(?:{_GAP_IN_NAME}(?!Sp\. z o\.o){_PARTICLE}(?:{_WORD}|{_VERSION})|{_SUBTITLE})"
    rf"{{0,{_MOST_WORDS}}}{_LEGAL_FORM}"
)
LINK = re.compile(
    r" (?:(?:of|for|on|de|des|du|di|do|da|van|von|der|and) (?:the )?){1,4}"
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)"
    rf"({_WORD}(?:{_GAP_IN_NAME}{_WORD}){{0,{_MOST_WORDS}}})"
)
OF_BODY = re.compile(
    rf" (?:of|for) (?:the )?{_WORD}(?:(?: and)?{_GAP_IN_NAME}{_WORD}){{0,{_MOST_WORDS}}}"
)

AND_BODY = re.compile(rf" (?:and|&) ({_WORD}(?:{_GAP_IN_NAME}{_WORD}){{0,4}})")

LISTED = re.compile(
    rf"((?:, {_WORD}(?: {_WORD}){{0,2}}){{1,5}}),? (?:and|&) ({_WORD}(?: {_WORD}){{0,2}})"
)
"""Further fields of a ministry: "of Science, Technology and Innovation"."""

FIELDS = frozenset(
    (
        "Technology Technologies Science Sciences Engineering Arts Trade Informatics Economics Law "
        "Business Management Communication Communications Culture Industry Innovation Research "
        "Development Education Health Medicine Design Commerce Agriculture Forestry Energy Labour "
        "Employment Transport Infrastructure Tourism Finance Welfare Sport Sports Youth Family "
        "Environment Climate Mining Fisheries Planning Housing Security Defence Justice Humanities "
        "Telecommunications Telematics Cybernetics Automation Statistics Geography Geology"
    ).split()
)
"""What comes second in the name of a school or an office: "University of Science and …"."""

_AFFAIRS = FIELDS | frozenset(
    "Affairs Economy Works Water Food Digital Cooperation Transition Growth Society Regions".split()
)
"""What is among the fields of a ministry that has several."""

_TITLED = re.compile(
    r"\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Oo]ur|['’]s) ((?:AI|Artificial Intelligence|Data|Digital"
    r"|Robots|Robotics|Technology|Innovation|Machine Learning|Computing|Algorithms)"
    r" (?:in|for|at|on) (?:the )?)\Z"
)
"""What stands before the end of a title that begins with its topic: "its AI in Schools Plan"."""

DIRECTIONS = (
    "East ",
    "West ",
    "North ",
    "South ",
    "Eastern ",
    "Western ",
    "Northern ",
    "Southern ",
    "State ",
)
"""They begin names ("East Ventures") whose last word says what they name."""

BARE = frozenset(("Company", "Group", "Bank", "Corporation", "Parent", "Parent Company", "Issuer"))
"""What reports call whom they are about."""

SMALL = frozenset(
    (
        "the a an in on at by for of from to with as but and or if it its this that these those "
        "he she they we you i his her their our my while when where after before since under over "
        "between during although though despite there here what who which how why not no yes some "
        "many most several all both each every other others another such more than then also "
        "however meanwhile moreover today yesterday still yet even only just so because unlike "
        "like according about against among through within without until once first second third "
        "last next new two three four five six seven eight nine ten one half few later earlier "
        "instead rather further finally overall together critics analysts companies investors "
        "officials firms regulators providers users members partners any nobody nothing neither "
        "nor had has have was were is are be been will would could should may might must can do "
        "does did let see note founded based headquartered backed launched created established "
        "whoever whether unless far contrary besides apart thanks due given regardless whereas "
        "nonetheless nevertheless furthermore additionally similarly likewise alongside amid "
        "beyond across throughout towards upon via except including following regarding "
        "concerning considering suppose imagine assuming provided indeed thus hence therefore "
        "accordingly consequently perhaps maybe possibly probably certainly clearly notably "
        "specifically particularly especially generally typically usually often sometimes never "
        "always ever twice soon eventually ultimately currently previously recently originally "
        "initially subsequently afterwards off anyone anybody nobody everyone everybody "
        "whenever wherever compared "
        "behind above below beneath beside outside inside near past opposite "
        "older newer half numbers further "
        "under since reportedly allegedly apparently eleven twelve thirteen "
        "now fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty "
    ).split()
)

_OWNER = re.compile(r"\b(?:Children|Consumer|Women|People|Worker|Patient|Investor|User)['’]s $")


def are_fields(first: str, listed: re.Match[str]) -> bool:
    """Whether a list is of what one ministry is for: "of Science, Technology and Innovation"."""
    fields = (first, *listed[1].removeprefix(", ").split(", "), listed[2])
    return all(_AFFAIRS & {*field.split(" ")} for field in fields)


def beginning(text: str, start: int) -> int:
    """Give where the name of an instrument begins: "Children's Data Act", "AI in Schools Plan"."""
    if owner := _OWNER.search(text, max(0, start - 12), start):
        return owner.start()
    topic = _TITLED.search(text, max(0, start - 40), start)
    return topic.start(1) if topic else start
