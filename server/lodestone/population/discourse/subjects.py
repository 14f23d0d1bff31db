"""Which name of a sentence the sentence is about, by what stands before and behind it."""

import re
from collections.abc import Sequence

from lodestone import vocabulary as v
from lodestone.population.mentions.finding import REFERRING
from lodestone.population.mentions.gazetteer import DEMONYM
from lodestone.population.mentions.mention import Mention

ACTORS = frozenset(
    v.LS + kind for kind in ("Agent", "Artefact", "Arrangement", "NormativeInstrument")
)
"""What a sentence can be about."""

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Spring"
    "|spring|summer|autumn|winter"
)
_ADVERBIAL = re.compile(
    rf"^(?!(?:In|On|Since|By|Until|From)"
    rf" (?:(?:early|late|mid|last|the|\d{{1,2}}|\d{{4}}|{_MONTHS})[ -]){{1,5}}$)"
    r"(?:In|At|For|Under|With|By|From|On|According to|Despite|Unlike|Like|After|Before|Since"
    r"|Within|Across|Through|Until|As|Among|Alongside|Beyond|To"
    r"|(?:Much|Just|Somewhat|Not) (?:like|as|unlike)|Similar to|Contrary to|Compared (?:with|to))"
    r" (?:[^,]*)$"
)
_NO_SUBJECT = re.compile(
    rf"{_ADVERBIAL.pattern}"
    r"|^(?:(?:Having |Being |Since |Once |Long |Originally |Jointly )?[A-Z]?[a-z]+ed|Born|Built"
    r"|Spun|Set|Run|Led|Held|Made|Bought|Sold|Known|Grown|Begun|Fresh|Part|Home|Heir|Close|Next)"
    r" (?:[^,]|,(?=\d))*(?:, (?:on|and|by|in|with|at|for|from|to) [^,]*){0,4}$"
    r"|^What [^,]*$"
    r"|^(?:An?|The) (?:[\w'-]+ ){0,3}(?:brainchild|creature|creation|offshoot|spin-off|spin-out"
    r"|subsidiary|unit|part|arm|division|member|product|venture|successor|rival|fruit|supplier"
    r"|veteran|alumnus|alumna|graduate|partner|client|customer|project|initiative) (?:of|to) [^,]*$"
    r"|^(?:It|They|He|She|We) [^,]*$"
    r"|^An? [^,]*\bof (?:the )?[^,]*$"
    r"|^(?:An?|The|Some|Several) (?:[\w-]+ ){0,3}(?:reports?|rumours?|claims?|story|stories|idea"
    r"|suggestions?|speculation|allegations?) that [^,]*$"
    r"|(?<=[a-z]) (?:on|in|at|into|onto|than|against) (?:the )?$"
    r"|\b(?:include[sd]?|is|are|was|were|has|have|had|by|from|with|between|among)\b[^,]*$"
    r"|(?:包括|涵盖|客户有|收购|获得|由|与|向|经|对于?|关于|有关|来自|除)[^，。；]*$"
)
"""What stands before a name that is not the subject: a phrase with a preposition, or the verb."""

_INVERTED = re.compile(
    r"^(?:Behind|Among|Next|Also|Then|One (?:such|of them|that|who)|At the \w+)\b[^,.]{0,80}"
    r" (?:is|are|was|were|stands?|stood|comes?|came) (?:the )?$"
    r"|^What [^,.]{2,80} (?:is|are|was|were) (?:the )?$"
    r"|^[A-Z][\w' -]{2,60} (?:is|was) the (?:craft|work|business|domain|job|task|trade|story"
    r"|speciality|tale|province|preserve|turf|handiwork) of (?:the )?$"
    r"|^[A-Z][\w -]{2,60} (?:(?:is|was|has been) (?:given|provided|set|offered|handed|left"
    r"|entrusted) (?:by|to)|(?:lies?|rests?|falls?|fell|went) (?:with|to|on)"
    r"|(?:is|are|was|lies?|rests?) in the hands of) (?:the )?$"
)
"""What stands before a name that a sentence is about although it comes last."""

_WHOSE_PEOPLE = re.compile(
    r" (?:[a-z]+ )?(?:engineers?|researchers?|employees?|executives?|managers?|veterans?|graduates?"
    r"|alumn\w+|professors?|scientists?|students?|directors?|bankers?)\b"
)
"""What stands behind a name that only says whose somebody is or was: "a former Acme engineer"."""

_RELATIVE = re.compile(r",? (?:which|who|that|whose) [^,;.:()]{2,60}$")
_OPENS_CLAUSE = re.compile(
    r"\b(?:(?:on|with|in|for|to|from|under|by) (?:which|whom)|where|because|while"
    r"|after) (?:the )?\Z"
)
_ACTS = re.compile(
    r" (?:has |have |had )?(?:[a-z]+ed|trains|uses|built|made|sold|runs) [^,;.:()]{0,60}$"
)
_PASSIVE = re.compile(
    r",? (?:(?:is|was|were|are|has been|have been|which|that) ){0,2}"
    r"(?:\w+(?:ed|en|wn)|built|made|sold|bought|run|led|held) (?:[^,;.:()]{1,40} )?by $"
)
HANDLED = re.compile(
    r"\b(?:download|install|us(?:e|es|ed|ing)|try|deploy(?:s|ed)?|test(?:s|ed)?|(?:re)?train(?:s"
    r"|ed)?"
    r"|releas(?:e|es|ed|ing)|launch(?:es|ed)?|unveil(?:s|ed)?|rolled|fine-tun(?:e|es|ed)|resell"
    r"|open-sourced|shipped|taught|uploaded) $"
)
"""What is done to things: behind it, "it" is the one named last."""

TRAINED = re.compile(
    r" (?:(?:was|is|has|had|been|being) ){1,2}(?:[a-z]+ly )?(?:pre-?|fine-?)?(?:trained|tuned)\b"
)
"""What is done to models alone, behind "it"."""

_EQUATED = re.compile(
    r"(?: (?:in|of|at|from|near) (?:(?! and )[^,;.]){2,40}?)? (?:is|are|was|were|became"
    r"|remains?|has been)(?: (?:also|already|now|still|today|currently))? \Z"
)
_OWN = re.compile(" own\\b")

POSSESSIVE = frozenset(("its", "their", "his", "her", "our"))
"""Pronouns that say whose something is."""

_PAYS = re.compile(
    r" (?:(?:has|have|had|will) )?(?:also |again |both )?(?:(?:put|chipped|pumped|came) (?:in|up)\b"
    r"|(?:co-)?(?:led|headed|leads) (?:the|an?|its|this) (?:[\w-]+ ){0,3}(?:round|financing|deal)"
    r"|(?:co-)?invest(?:ed|s)\b|contributed\b|took part\b|participated\b|followed suit\b"
    r"|joined the (?:[\w-]+ ){0,2}(?:round|financing))"
)
_OF_PERSON = re.compile(
    r" (?:co-?)?(?:found(?:ed|s)|start(?:ed|s)|establish(?:ed|es)|set up|launch(?:ed|es)"
    r"|head(?:s|ed)|leads?|led|runs?|ran|chair(?:s|ed)|owns?|owned|created|built"
    r"|took over|(?:(?:chief executive|director|chair(?:man|woman)?|president"
    r"|(?:co-)?founder|officer|head|boss|CEO|CTO|CFO) (?:and [a-z ]{4,20} )?"
    r"|in charge |at the helm |board )of) (?:the )?$"
)
_AS_ORGANISATION = re.compile(
    r" (?:(?:has|had|also|now|already|since|then|later) ){0,2}(?:joined|employs|employed|raised"
    r"|acquired|bought|hired|sells|sold|borrowed|was founded|was set up|signed|hopes|plans|intends"
    r"|wants|opened|competes|listed|went public|counts)\b"
)
_BOUGHT = re.compile(
    r" (?:(?:has|have|had|will|also|now|already|since|recently|then|itself|just) ){0,3}"
    r"(?:[a-z]+(?:ed|s)|bought|sold|took over|bid|paid|sought)"
    r"(?: [^,.;:()]{0,50} (?:for|on|in)| (?:at|into|with))? (?:over )?$"
)
_SPEAKS = re.compile(
    r"\b(?:sa(?:id|ys)|told|announc|add|claim|confirm|agree|believ|hop|expect|decid|reveal|report"
    r"|promis|pledg|stat|explain|den[iy]|argu|insist|show|suggest|that|as|if|when|because|while"
    r"|where|which|who|and|but|is|was|are|were|be|been)"
)
_BOUGHT_BY = re.compile(
    r"\b(?:bought|acquired|owned|controlled|(?:taken|snapped|scooped|gobbled|swallowed) (?:over|up)"
    r"|purchased)(?: in \d{4})? by (?:the )?(?:[a-z-]+ ){0,3}$"
)
_MADE = re.compile(
    r" (?:(?!of\b)[a-z-]+ ){0,2}?(?:models?|assistant|chatbot|software|app|system|tool|platform"
    r"|product|robot|chip|service|programs?)\b"
)
_AS_LAW = re.compile(
    r" (?:(?:will|shall|is to|is due to|has|had|was|is|been|also|only|now|first|finally|formally"
    r"|then|later|itself|partly|both) ){0,4}"
    r"(?:(?:in|into) force\b|(?:comes?|came|goes|went|enters?|entered) into (?:force|effect)"
    r"|takes? effect|took effect|appl(?:y|ies|ied) (?:from|to|since|in|as)\b|applicable"
    r"|(?:adopted|passed|enacted|promulgated|gazetted|signed|published) (?:by|on|in|into|with)\b"
    r"|(?:amends?|amended|repeals?|repealed|supersedes?|superseded|complements?|supplements?"
    r"|replaces?|replaced) (?:the|parts|several) (?:\S+ ){0,6}?(?:Act|Law|Code|Regulations?"
    r"|Directive|Decree|Ordinance|Rules)\b|forbids|prohibits|obliges|lays down|stipulates)"
    r"| (?:also |now |thereby |will |formally )?(?:replaces?|repeals?|amends?|supersedes?|succeeds"
    r"|lays? down|foresees|envisages|takes? effect|(?:entered|enters|came|comes) into force"
    r"|has been in force|was (?:adopted|published|issued|repealed|amended)|provides for"
    r"|stipulates"
    r"|(?:sets?(?: out)?|has|names|pursues|lists|contains|states)(?: [\w-]+){0,3}"
    r" (?:goals|aims|objectives|priorities|targets|pillars))\b"
)
"""What only an instrument does, behind "it", which stands for the one named last then."""

_ANOTHER_CLAUSE = re.compile(r"[a-z\d](?:,? (?:and|but|while|whereas)|;) (?:the )?$")
_VERB_BEHIND = re.compile(r" (?:[a-z]+[^s\W]s|[a-z]+ed|has|was|is|will|bought|sold|made|built)\b")
_CHINESE_AGENT = frozenset("由被经受")
_CHINESE_PARTICIPLE = re.compile("[^，。；]{2,12}的")
"""Behind one who only did something to whom the sentence is about: "由…投资的"."""


def is_subject(form: str, mention: Mention, before: str, others: Sequence[Mention]) -> bool:
    """Whether a sentence can be about a mention, by what stands before it and around it."""
    return not (
        (_NO_SUBJECT.search(before) and not _INVERTED.match(before))
        or is_possessive(mention)
        or _owns(form, mention, others)
        or is_whose(form, mention)
        or (
            form[max(0, mention.start - 1) : mention.start] in _CHINESE_AGENT
            and _CHINESE_PARTICIPLE.match(form, mention.end)
        )
        or (form.startswith("'s", mention.end) and is_only_place(mention, ACTORS))
    )


def is_whose(form: str, mention: Mention) -> bool:
    """Whether a name only says whose somebody is or was."""
    return bool(_WHOSE_PEOPLE.match(form, mention.end))


def _owns(form: str, mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether a name only says whose another is: "Bergen's Lumo Robotics"."""
    behind = form[mention.end : mention.end + 3]
    return behind == "'s " and any(m.start == mention.end + 3 for m in others)


def is_apposition(form: str, match: re.Match[str], mentions: Sequence[Mention]) -> bool:
    """Whether a description says what the name right before it names: "Lumo, the Oslo firm, …"."""
    start, end = match.span()
    return (
        form.startswith(", the ", start - 2)
        and form[end : end + 1] in (",", ".")
        and any(m.end == start - 2 for m in mentions)
    )


def is_possessive(mention: Mention) -> bool:
    """Whether a mention only says whose something is: "its"."""
    return mention.how in REFERRING and mention.text.lower() in POSSESSIVE


def is_whence(mention: Mention) -> bool:
    """Whether a mention is a place, or a word for one, that can only say whence somebody is."""
    is_place = DEMONYM in mention.kinds or v.LS + "Place" in mention.kinds
    return bool(mention.bearers) and is_place


def is_only_place(mention: Mention, wanted: frozenset[str]) -> bool:
    """Whether a mention stands for a place, where none is wanted."""
    is_place = v.LS + "Place" in mention.kinds and v.LS + "Organisation" not in mention.kinds
    return is_place and v.LS + "Place" not in wanted


def is_what_is(form: str, mention: Mention, pronoun: re.Match[str]) -> bool:
    """Whether a mention is said to be somebody's: "Acme is its customer"; not Acme's, then."""
    between = form[mention.end : pronoun.start()]
    is_own = _OWN.match(form, pronoun.end())
    return len(between) < 60 and bool(_EQUATED.fullmatch(between)) and not is_own


def governs(form: str, mention: Mention, place: int) -> bool:
    """Whether a pronoun stands in a relative clause on a name: "Acme, which lost part of its"."""
    return bool(_RELATIVE.match(form[mention.end : place]))


def leads_clause(form: str, mention: Mention, place: int) -> bool:
    """Whether a name is what a clause before a pronoun is about: "…, on which Acme trained its"."""
    opens = _OPENS_CLAUSE.search(form, max(0, mention.start - 16), mention.start)
    return bool(opens and _ACTS.match(form[mention.end : place]))


def is_done_by(form: str, mention: Mention, place: int) -> bool:
    """Whether a description tells who does something to what is named: "Vesla, sold by …"."""
    return bool(_PASSIVE.match(form[mention.end : place]))


def makes(form: str, end: int) -> bool:
    """Whether "their" tells whose a product is: "their assistant"."""
    return bool(_MADE.match(form, end))


def is_buyer(form: str, mention: Mention) -> bool:
    """Whether a sentence says of another that it was bought by somebody."""
    return bool(_BOUGHT_BY.search(form, max(0, mention.start - 70), mention.start))


def subject_of_clause(form: str, actors: Sequence[Mention]) -> Mention | None:
    """Give whom the last clause is about, if it is another than the first: "…, and Acme buys"."""
    for mention in reversed(actors[1:]):
        behind = form[actors[0].end : mention.start]
        if _ANOTHER_CLAUSE.search(behind) and _VERB_BEHIND.match(form, mention.end):
            return mention if _VERB_BEHIND.search(behind) else None
    return None


def only_pays(form: str, mention: Mention) -> bool:
    """Whether a sentence is only on what somebody gave to whom others are on."""
    return bool(_PAYS.match(form, mention.end))


def is_of_person(form: str, person: Mention, mention: Mention) -> bool:
    """Whether a sentence says that a person founded or heads somebody."""
    between = form[person.end : mention.start]
    return len(between) < 60 and bool(_OF_PERSON.search(between))


def acts_as_law(form: str, place: int) -> bool:
    """Whether what stands behind a place is said of laws alone: "it entered into force"."""
    return bool(_AS_LAW.match(form, place))


def acts_as_organisation(form: str, end: int) -> bool:
    """Whether what "it" stands for does there what only an organisation does."""
    return bool(_AS_ORGANISATION.match(form, end))


def is_object_of(form: str, subject: Mention, start: int) -> bool:
    """Whether what starts at a place is the object of what a subject does: so it is another."""
    between = form[subject.end : start]
    return len(between) < 80 and bool(_BOUGHT.fullmatch(between)) and not _SPEAKS.search(between)
