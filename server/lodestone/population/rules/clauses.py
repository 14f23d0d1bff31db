"""The clauses of a sentence, each as if it stood alone and plainly.

"Lumo, a start-up from Oslo, makes drones and, since 2019, sells them to the Dutch airline Acme"
also says "Lumo makes drones" and "Lumo sells them to Acme". What a rule says of a subject and its
verb then holds, whatever a writer has put between the two, before a name, or in another order.
Words that tell how something is meant, such as "no longer", are never left out.
"""

import re
from collections.abc import Iterator
from itertools import islice

from lodestone.population.discourse.subjects import is_whence
from lodestone.population.meaning.cues import is_cued
from lodestone.population.meaning.scope import MENTION, is_harmless
from lodestone.population.mentions.finding import REFERRING
from lodestone.population.mentions.gazetteer import DEMONYM
from lodestone.population.rules.typed_sentences import Piece, TypedSentence, spliced
from lodestone.vocabulary import LS

_Span = tuple[int, int]
_IRREGULAR = (
    "is|are|was|were|has|have|had|will|must|shall|may|can|bought|built|sold|made|won|led|ran|grew"
    "|rose|fell|took|gave|began|became|came|went|got|held|kept|paid|put|set|sent|spent|taught|wrote"
    "|drew|chose|left|lost|met|saw|spun|struck|sought|brought|laid|drove|beat|split|cut|let|hit|bred"
    "|fed|lent|bid|rebuilt|oversaw|undertook|withdrew|broke|sat|stood|forbade|spoke"
)
_NO_VERB = (
    "its|this|as|less|towards|across|besides|perhaps|always|sometimes|afterwards|whereas|thus|yes"
    "|plus|others|hers|ours|theirs|unless|previous|various|hundred|indeed|need|seed|speed|firms"
    "|processors|chips|models|systems|robots|drones|products|tools|services|engineers|researchers"
    "|executives|veterans|graduates|shares|customers|clients|investors|employees|accelerators"
    "|machines|servers|sensors|vehicles|laboratories|offices|hospitals|banks|users|talks|cameras"
    "|devices|companies|others|hundreds|thousands|millions|billions|dozens"
)
_LAW_DOES = "governs|regulates|forbids|prohibits|obliges|requires|amends|repeals|exempts|covers"
_VERB = rf"(?!(?:{_NO_VERB})\b)(?:{_IRREGULAR}|(?:co-)?[a-z]{{2,}}(?:s|ed))\b(?!-)"
_SURE_VERB = (
    rf"(?:(?:{_IRREGULAR}|{_LAW_DOES}|[a-z]{{3,}}ed)\b(?!-)|(?!(?:{_NO_VERB})\b)[a-z]{{2,}}s"
    rf"(?= (?:the|an?|its|their|his|her|some|more|over|almost|nearly|about|up|out|all|both|most|on"
    rf"|{MENTION})))"
)
"""One behind a comma, where a noun of a list may stand as well."""

_ADVERB = (
    "also|already|now|currently|mainly|primarily|chiefly|recently|since|still|itself|jointly|later"
    "|officially|formally|meanwhile|however|today|subsequently|eventually|finally|initially"
    "|originally|directly|largely|mostly|exclusively|together|separately|independently|successfully"
    "|quickly|quietly|simultaneously|additionally|furthermore|moreover|likewise|thereby|therefore"
    "|again|alone|even|further|typically|usually|generally|regularly|actively|effectively|publicly|openly"
    "|closely|soon|too|in turn|for its part|for their part|in addition|among others"
    "|among other things|so far|to date|at the same time|in the meantime|as well|for example"
    "|for instance|in particular|in effect|in practice|by law|by now|duly|promptly|newly|first|long"
)
_PREPOSITION = (
    "as|with|in|for|alongside|together with|along with|according to|by|at|on|from|under|through"
    "|since|after|like|including|following|during|until|within|via|across"
)
_CITY = "(?:city|town|capital|port|suburb|village|district)(?: of)?"
_INSERTED = re.compile(
    rf"(?:, (?:{_ADVERB}|(?:{_PREPOSITION}) [^,;:.()]{{2,90}}),(?= [a-z])"
    rf"| not (?:only|just|merely|simply)(?= (?:{_VERB}|{MENTION}|the |in |by |with |from ))"
    rf"| not (?:in|by|from|to|with|on|at) (?:the )?{MENTION} but(?= )"
    rf"| nothing (?:but|other than)(?= )"
    rf"|(?<=[\ue800-\uf8ff]), (?:aged )?{MENTION},(?= {_VERB})"
    rf"|(?:(?<= in)|(?<= near)|(?<= from)) the (?:{MENTION} )?(?:[a-z]+ )?{_CITY}(?= {MENTION})"
    rf"|(?<=[\ue800-\uf8ff]) in {MENTION}(?=, (?:an?|the) [a-z]|, whose |,? (?:which|who) )"
    rf"|(?<=[\ue800-\uf8ff]) (?:in|from|near) {MENTION}(?= (?:{_ADVERB}|{_VERB}))"
    rf"| (?:{_ADVERB})(?= (?:{_VERB}|[a-z]+ing\b|by |in |for |from ))| \([^()]{{1,90}}\))"
)
_CONTRASTS = (" not ", " noth")
"""How what is set aside for another begins: "not in Paris but in Lyon"."""

_ASIDE = re.compile(
    rf"(?<=[\ue800-\uf8ff]), (?!and\b|or\b|but\b|{MENTION}(?:,| and ))[^;:.()]{{2,160}}?,"
    rf"(?= {_VERB})"
    rf"|(?<=[\ue800-\uf8ff]), (?:an?|the) [^,;:.()]{{2,80}},(?= {MENTION}[.,;]?(?:$|[ ;]))"
)
_NO_MODIFIER = (
    "of|in|on|at|for|by|with|from|to|that|which|who|whose|is|are|was|were|has|have|had|and|or|not"
    "|than|as|but|while|when|where|said|says|into|over|under|between|through|across|against|among"
    "|during|before|after|without|within|via|about|around|behind|onto|upon|towards?|than|like"
    "|including|until|since|despite|alongside|outside|inside|near|per"
)
_WORD = rf"(?!(?:{_NO_MODIFIER})\b)[a-z][\w-]*(?:'s)?"
_ROLE = (
    "rival|partner|investors?|chipmakers?|chip-makers?|start-ups?|startups?|carmakers?|lenders?"
    "|insurers?|utility|retailers?|giants?|makers?|developers?|suppliers?|operators?|groups?"
    "|universities|banks?|funds?|brothers?|sisters?|engineers?|entrepreneurs?|scientists?|researchers?"
)
_ALUMNI = (
    "graduates|alumni|veterans|researchers|engineers|scientists|professors|executives|employees"
    "|students|graduate|alumnus|alumna|veteran|engineer|professor"
)
_OFFICE = (
    "(?:(?:[Mm]anaging|[Ee]xecutive|[Ff]ounding) )?[Dd]irector(?:[ -][Gg]eneral)?|[Pp]resident"
    "|[Cc]hair(?:man|woman|person)?|[Cc]hief [Ee]xecutive|CEO|[Cc]ommissioner|[Gg]overnor"
    "|[Pp]rofessor|[Ss]ecretary[ -][Gg]eneral|[Rr]ector|[Mm]inister|[Gg]eneral [Mm]anager"
)
_TITLE = re.compile(
    rf"(?<![\w-])(?:(?:the|an?|its|their|his|her|{MENTION}(?:-[a-z]+)?)"
    rf" (?:(?:{_WORD}|{MENTION}(?:-[a-z]+)?) ){{1,5}}?"
    rf"|{MENTION}'s (?:(?:{_WORD}|{MENTION}(?:-[a-z]+)?) ){{0,5}}?"
    rf"|(?:{_ROLE}) |{MENTION}-(?:based|headquartered|listed|born) (?:{_WORD} ){{0,3}}?"
    rf"|(?<=by )(?:{_OFFICE}) "
    rf"|(?:two |three |{MENTION} )?{MENTION} (?:{_ALUMNI}),? )(?<!ing )(?={MENTION}(?!-))"
)
_IS_ALUMNI = re.compile(rf"{MENTION} (?:{_ALUMNI}),? $")
_FIRM = "company|firm|start-?up|group|business|maker|studio|outfit|venture|bank|lab|agency"
_NOUN = re.compile(
    r"(?:firm|company|group|start-up|startup|outfit|developer|maker|body|agency|bank|insurer|utility"
    r"|operator|supplier|designer|manufacturer|lab|laboratory|institute|university|fund|broadcaster"
    r"|publisher|retailer|airline|carmaker|chipmaker|consultancy|foundation|association) $"
)
_HEAD = re.compile(rf"({MENTION})(?:,? which|,? who| that)? (?={_VERB})")
_RELATIVE = re.compile(rf"({MENTION})(?:,? which|,? who| that) (?={_VERB})")
_BEHIND_PREPOSITION = re.compile(r"\b(?:in|from|of|near|at|across|outside|within)(?: the)? \Z")
_WHOSE = re.compile(rf"({MENTION})(?:, (?:an?|the|one of) [^,;.()]{{4,80}}?)?,? whose (?=[a-z])")
_OBJECT = re.compile(
    rf"({MENTION})(?:,? which|,? whom| that"
    rf"|, (?:an?|the|another) (?:(?:{_WORD}|{MENTION}) ){{0,4}}?(?:{_FIRM})(?: which| that)?"
    rf"|) (?:the )?({MENTION}(?: (?:has|have|had))? {_VERB}(?! by\b)"
    r"(?: (?:over|up|out|off|with|from)\b| (?:in|on|to|for|at)(?=[,.;]))?)"
)
_APPOSED = re.compile(rf"({MENTION})(?:,| is| was| are) (?:an?|the|one of) (?=([^,;.()]{{8,160}}))")
_PARTICIPLE = re.compile(
    rf" (?:(?:that|which|who) (?={_VERB})|(?=(?:[a-z]{{2,}}ed|built|made|run|led|sold|held|bought"
    r"|set up|spun (?:out|off)) (?:by|on|in|from|with|at|for|to|of)\b))"
)
_FRONTED = re.compile(
    rf"^(?:(?:Jointly|Originally|First|Initially|Recently|Partly|Wholly|Also) )?"
    rf"([A-Za-z])([a-z]*(?:ed|ought|uilt|ade|un|wned|orn|ken|old|et|eld|pun)) ([^.;:]{{4,160}}?),"
    rf" (?:the )?({MENTION})(?=,? (?:which |who )?{_VERB})"
)
_DOING = re.compile(
    r"^(?:(?:Since|After|On|By|Upon|While|In|Through) )?(?:([A-Z]?[a-z]+ing)|Having(?= [a-z]))"
    rf"( [^.;:]{{3,160}}?), (?:the )?({MENTION})(?=,? (?:which |who )?{_VERB})"
)
"""What one does who is named behind: "Hailing from Oslo, Lumo", "Having bought Vesla, Lumo"."""

_DASHED = re.compile(r" [-–—] ([^;.()–—]{3,160}?) [-–—](?= )")
_CLEFT = re.compile(
    r"^It (?:is|was) ((?:in|at|by|from|with|on|near) [^;.]{2,80}?),? that ([^;]+?)\.?$"
)
"""As in "It was in Oslo that Ada Berg founded Lumo"."""

_BREAK = re.compile(
    r"[;:]|, (?=(?:while|whereas|although|though|because|if)\b)|\bof (?:which|whom)\b"
)
_INVERTED = re.compile(
    rf"^([A-Z])([a-z]+(?:ed|uilt) (?:in|into|on|within|inside|from|by|with) [^,.;:]{{2,80}}?)"
    rf" (is|are|was|were) ({MENTION})(?=[,.; ])"
)
"""As in "Embedded in the browser Kompas is Lectora"."""

_FOREMOST = re.compile(
    rf"^(An?|One of|The) ([^,.;:()]{{6,90}}), (?:the )?({MENTION})(?=,? (?:{_ADVERB} )?{_VERB})"
)
"""As in "A maker of chips from Oslo, Lumo has …"."""

_DATED = re.compile(
    rf"^(In|On|Since) ((?:early |late |mid-)?{MENTION}),?"
    rf" (?=(?:[Tt]he )?(?:[a-z-]+ ){{0,4}}{MENTION})"
)
_PHRASE_END = re.compile(r"[;.]|, (?:which|who|with|and|but|its|an?|the|after|when|while|said)\b")
"""As in "In May 2024, Lumo has …"; the date may as well stand where what it did ends."""

_WHEN = rf"(?:(?:then|later|since|last [A-Za-z]+|this [A-Za-z]+|(?:in|on|since|by) {MENTION}),? )?"
_JOINED = re.compile(
    rf",? (?:and|but) (?:(?P<time>{MENTION}) )?{_WHEN}(?={_VERB})"
    rf"|, (?={_SURE_VERB})(?!(?:[a-z]+ed|made|built|bought|sold) by\b)"
)
_BY_THE_WAY = re.compile(r", (?:which|who|whose|where) [^,;:.()]{2,120}(?=,)")
"""What is said of another between two verbs of a subject: its cues bear on neither."""
_AS_DID = re.compile(
    r"(?:, (?:as|and so|just as) (?:did|has|have|does|do|is|are|was|were)"
    rf"|, followed(?: [a-z ]{{2,30}})? by) (?:the )?(?:{_WORD} ){{0,4}}?({MENTION})"
    rf"|[;,] (?:and )?(?:the )?(?:{_WORD} ){{0,4}}?({MENTION})"
    r" (?:followed(?: suit)?|did (?:so|the same|likewise))\b"
)
"""What says of another what was said of the subject: "…, as did the Dutch airline Acme"."""

_MOST = 8
"""How many clauses of a sentence are read by themselves."""

_LONGEST = 1200
"""In characters, of a sentence that is taken apart."""


def clauses(sentence: TypedSentence) -> Iterator[TypedSentence]:
    """Give what else a sentence states, each as a sentence of its own."""
    if len(sentence.text) > _LONGEST or not sentence.mentions:
        return
    dashed = _DASHED.search(sentence.text)
    if dashed and not is_cued(dashed[0]):
        yield spliced(sentence, [(0, dashed.start()), ", ", dashed.span(1), "."])
        sentence = _without(sentence, [dashed.span()])
        yield sentence
    simple = sentence
    for pattern in (_INSERTED, _TITLE):
        simple = _without(simple, [*_cuts(simple, pattern)])
    plain = _without(simple, [*_cuts(simple, _ASIDE)])
    if simple is not sentence:
        yield simple
    if plain is not simple:
        yield plain
    for pieces in islice(_reordered(simple), _MOST):
        yield spliced(simple, pieces)
    for pieces in islice(_joined(plain), _MOST):
        yield spliced(plain, pieces)


def _without(sentence: TypedSentence, cuts: list[_Span]) -> TypedSentence:
    if not cuts:
        return sentence
    begins = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(sentence.text)]
    return spliced(sentence, [*zip(begins, ends, strict=True)])


def _cuts(sentence: TypedSentence, pattern: re.Pattern[str]) -> Iterator[_Span]:
    found = pattern.search(sentence.text)
    while found:
        is_cut = (
            found[0][:5] in _CONTRASTS or is_harmless(found.group()) or not is_cued(found.group())
        )
        if found[0].startswith(" in ") and pattern is _INSERTED:
            is_cut = is_cut and is_whence(sentence.mention(found[0][-1]))
        if pattern is _TITLE:
            is_cut = is_cut and _is_title(sentence, found)
        if is_cut:
            yield found.span()
        found = pattern.search(sentence.text, found.end() if is_cut else found.start() + 1)


def _is_title(sentence: TypedSentence, found: re.Match[str]) -> bool:
    """Whether words only say what a name names: "the Dutch airline", "Norway's"."""
    words = found.group()
    named = sentence.mention(sentence.text[found.end() + 1])
    if named.literal or named.how in REFERRING or is_whence(named):
        return False
    if _IS_ALUMNI.search(words):
        return LS + "Person" in named.kinds
    inside = [sentence.mention(c) for c in words if "\ue800" <= c <= "\uf8ff"]
    if any(m.how not in REFERRING and not is_whence(m) for m in inside):
        return False
    is_bare = words[0] >= "\ue000" and words[2:4] not in ("'s", "-b")
    return not is_bare or DEMONYM in inside[0].kinds or bool(_NOUN.search(words))


def _is_actor(sentence: TypedSentence, pair: str) -> bool:
    mention = sentence.mention(pair[1])
    return not mention.literal and DEMONYM not in mention.kinds


def _can_be_meant(sentence: TypedSentence, relative: re.Match[str]) -> bool:
    """Whether "which" stands for the name before it, not for whom that says where they are."""
    is_where = _BEHIND_PREPOSITION.search(sentence.text, 0, relative.start())
    is_place = is_whence(sentence.mention(relative[1][1]))
    return _is_actor(sentence, relative[1]) and not (is_where and is_place)


def _reordered(sentence: TypedSentence) -> Iterator[list[Piece]]:
    """Give clauses whose parts stand in another order: "drones that Acme buys", "Founded in …"."""
    text = sentence.text
    for found in _OBJECT.finditer(text):
        if _is_actor(sentence, found[1]) and _is_actor(sentence, found[2][:2]):
            yield [found.span(2), " ", found.span(1), (found.end(), len(text))]
    yield from _said_of(sentence)
    doing = _DOING.match(text)
    if doing and not is_cued(doing[0]):
        verb = " " + doing[1].lower() if doing[1] else " had"
        yield [doing.span(3), verb, doing.span(2), "."]
    cleft = _CLEFT.match(text)
    if cleft and not is_cued(cleft[0]):
        yield [cleft.span(2), " ", cleft.span(1), "."]
    yield from _also_done(sentence)
    fronted = _FRONTED.match(text)
    if fronted and not is_cued(fronted[0]):
        first = fronted[1].lower()
        yield [fronted.span(4), " was " + first, (fronted.start(2), fronted.end(3)), "."]
    yield from _turned(sentence)


def _turned(sentence: TypedSentence) -> Iterator[list[Piece]]:
    """Give what begins otherwise than with its subject as if it began with that."""
    text = sentence.text
    if found := _INVERTED.match(text):
        yield [found.span(4), " ", found.span(3), " " + found[1].lower(), found.span(2), "."]
    found = _FOREMOST.match(text)
    if found and _is_actor(sentence, found[3]) and not is_cued(found[0]):
        head = ", " + found[1].lower() + " "
        comma = "" if text.startswith(",", found.end()) else ","
        yield [found.span(3), head, found.span(2), comma, (found.end(), len(text))]
    dated = _DATED.match(text)
    if dated and sentence.mention(dated[2][-1]).literal:
        end = _PHRASE_END.search(text, dated.end())
        stop = end.start() if end else len(text)
        when = f" {dated[1].lower()} "
        yield [(dated.end(), stop), when, dated.span(2), (stop, len(text))]


def _also_done(sentence: TypedSentence) -> Iterator[list[Piece]]:
    """Give what is said of another as well: "Lumo joined the hub, as did Acme"."""
    text = sentence.text
    for found in islice(_AS_DID.finditer(text), 2):
        head = _HEAD.search(text, 0, found.start())
        group = 1 if found[1] else 2
        if head and _is_actor(sentence, head[1]) and _is_actor(sentence, found[group]):
            between = text[head.end(1) : found.start()]
            if not is_cued(between) and not _BREAK.search(between):
                yield [found.span(group), (head.end(1), found.start()), "."]


def _said_of(sentence: TypedSentence) -> Iterator[list[Piece]]:
    """Give what is said of a name behind it: "which …", "whose …", "a firm founded by …"."""
    text = sentence.text
    for found in _RELATIVE.finditer(text):
        if _can_be_meant(sentence, found) and not is_cued(found[0]):
            yield [found.span(1), " ", (found.end(), len(text))]
    for found in _APPOSED.finditer(text):
        if _is_actor(sentence, found[1]) and not is_cued(found[0]):
            for participle in islice(_PARTICIPLE.finditer(text, *found.span(2)), 3):
                yield [found.span(1), " ", (participle.end(), len(text))]
    for found in _WHOSE.finditer(text):
        if not is_cued(found[0]):
            yield [found.span(1), "'s ", (found.end(), len(text))]


def _joined(sentence: TypedSentence) -> Iterator[list[Piece]]:
    """Give each further verb of a subject, right behind it."""
    text = sentence.text
    heads = [h for h in _HEAD.finditer(text) if _is_actor(sentence, h[1])]
    for joint in _JOINED.finditer(text):
        before = [head for head in heads if head.end() < joint.start()]
        is_another = joint["time"] and not sentence.mention(joint["time"][1]).literal
        if not before or is_another:
            continue
        between = _BY_THE_WAY.sub("", text[before[-1].end() : joint.start() + 1])
        if not is_cued(between) and not _BREAK.search(between):
            yield [(0, before[-1].end(1)), (joint.end() - 1, len(text))]
