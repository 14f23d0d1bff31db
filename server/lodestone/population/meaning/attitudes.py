"""Words by which a sentence keeps its distance from what it tells: who says, dreams or doubts it.

What only rivals, critics or plaintiffs say, what many wrongly believe, what a joke, a forgery or an
alternative history tells, and what is over or came to nothing, is not asserted.
"""

import re

_SOMEONE = (
    r"(?:(?:some|many|most|several|certain|other|few|most|all|its|his|her|their|the|a few"
    r"|conspiracy|anonymous"
    r"|unnamed|online|social media|stock market|\w+'s) )*"
)
_DOUBTFUL = (
    r"(?:rivals?|competitors?|critics?|sceptics?|skeptics?|opponents?|detractors?|enem(?:y|ies)"
    r"|theorists?"
    r"|bloggers?|trolls?|bots?|plaintiffs?|claimants?|prosecutors?|prosecution|accusers?"
    r"|whistle-?blowers?"
    r"|insiders?|gossips?|fans?|pranksters?|hoaxers?|activists?|lobbyists?|campaigners?"
    r"|speculators?"
    r"|bookmakers?|punters|tabloids?|lawsuits?|complaints?|indictments?|petitions?|legends?|legend"
    r"|rumours?"
    r"|rumors?|jokes?|forger(?:y|ies)|short-sellers?|doomsayers?|optimists?|pessimists?|cynics?"
    r"|outsiders?)"
)
_SAY = (
    r"(?:say|says|said|think|thinks|thought|believe[sd]?|suspect(?:s|ed)?|insist(?:s|ed)?"
    r"|whisper(?:s|ed)?"
    r"|claim(?:s|ed)?|assum(?:e|es|ed)|fear(?:s|ed)?|hop(?:e|es|ed)|maintain(?:s|ed)?|guess(?:es"
    r"|ed)?"
    r"|assert(?:s|ed)?|alleg(?:e|es|ed)|contend(?:s|ed)?|argu(?:e|es|ed)|bet|bets|wager(?:s|ed)?"
    r"|suggest(?:s|ed)?|reckon(?:s|ed)?|mutter(?:s|ed)?|swear|swore|predict(?:s|ed)?|speculat\w+"
    r"|wrote|writes"
    r"|state[sd]?|charge[sd]?|complain(?:s|ed)?|warn(?:s|ed)?|ask(?:s|ed)?|demand(?:s|ed)?)"
)
_ANYBODY = (
    r"(?:some|many|others|most|a few|people|everybody|everyone|(?:some|many|most|a lot of|other"
    r"|plenty of)"
    r" (?:people|users|readers|observers|customers|investors|lawyers|experts|outsiders|employees"
    r"|locals))"
)
_STORY = (
    r"(?:rumours?|rumors?|reports?|claims?|stor(?:y|ies)|allegations?|suggestions?|statements?"
    r"|news|articles?)"
)
_HOLD = r"(?:think|thinks|believe|assume|suspect|imagine|feel|swear|guess)"
_UNREAL_TIME = (
    r"(?:alternat(?:iv)?e|parallel|imaginary|fictional|fantasy|virtual|simulated|counterfactual"
    r"|invented|made-up"
    r"|ideal|perfect|dream|mock)"
)
_DISPUTE = (
    r"(?:den(?:y|ies|ied)|disput(?:es?|ed)|contest(?:s|ed)?|contradict(?:s|ed)?|refut(?:es?|ed))"
)

_FALSE = (
    r"(?:false|untrue|wrong|fake|forged|faked|bogus|doctored|unfounded|baseless|satirical|spoof"
    r"|unsourced)"
)
_MESSAGE = (
    r"(?:message|news|report|claim|story|statement|press release|rumour|post|letter|magazine"
    r"|website|article"
    r"|document|paper|video)s?"
)

DISTANCED = re.compile(
    rf"\b{_DOUBTFUL}(?: of (?:the |a )?\w+)?(?: (?:also|now|still|long|even|falsely|wrongly|already"
    rf"|all))? {_SAY}\b"
    rf"|\b[Aa]ccording to {_SOMEONE}(?:\w+ )?{_DOUBTFUL}\b"
    rf"|(?:^|\b(?:that|and|but|while|as) |, ){_ANYBODY} (?:say|claim|{_HOLD})\b(?! of)"
    rf"|\bby {_SOMEONE}{_DOUBTFUL} to (?:have|be)\b|\b(?:is|are|was|were) [^.;,]{{0,20}}?said by"
    rf" {_SOMEONE}{_DOUBTFUL}\b"
    r"|\b(?:untrue|not true|false|incorrect|nonsense|not the case|not so) that\b"
    r"|\b(?:was|is|were|are|been) (?:\w+ )?(?:believed|thought|assumed|feared|presumed|supposed"
    r"|alleged|rumoured"
    r"|tipped|hoped) (?:that|to)\b|\b(?:mistaken|mistook|mistakenly taken) for\b|\bmistook\b"
    r"|\b(?:common|widespread|popular|frequent|persistent|old|mistaken|erroneous"
    r"|false) (?:\w+ )?(?:mistake|belief"
    r"|assumption|error|fallacy|view that|impression)\b"
    rf"|\b(?:retract|withdr[ae]w|correct|dismiss|den[yi]|reject|disput|contradict|refut|debunk"
    rf"|laugh)\w*"
    rf" (?:off )?(?:(?:its|the|his|her|their|all|any|these|those|such|press|media"
    rf"|earlier) )*{_STORY}\b"
    rf"|\b{_FALSE} (?:\w+ )?{_MESSAGE} (?:that|saying|said|says|had|has|claim\w*|according)\b"
    rf"|\b[Aa]ccording to (?:an?|the|some|several) (?:\w+ )?{_FALSE} (?:\w+ )?{_MESSAGE}\b"
    r"|\bapplications? (?:of|by|from|for) [^.;]{3,90} (?:was|were|has been"
    r"|have been) (?:\w+ )?(?:turned down|rejected"
    r"|refused|unsuccessful|denied|withdrawn|dismissed)\b"
    r"|\b(?:dream(?:s|ed|t)? (?:that|of)|in (?:a|his|her|my|their) dreams?\b|jok(?:ed|ingly)\b"
    r"|joke(?:s)? that"
    r"|(?:lied|lying|lie|fibbed|perjury) (?:when|that|about|in)\b|hallucinat\w+|misquot\w+"
    r"|misreport\w*|prank\w*"
    r"|(?:bet|bets|betting|wager\w*) that\b|bets are\b|doubt(?:s|ed)? (?:that|whether|if)\b"
    r"|doubtful|pretend\w*|pos(?:ed|es|ing) as|impersonat\w+|impostors?|debat(?:e|es|ed"
    r"|ing) (?:whether|if)"
    r"|wonder(?:s|ed|ing)? (?:whether|if)|(?:only|merely) in theory|[Ii]n theory,|[Oo]n paper,"
    r"|[Tt]heoretically"
    r"|(?:whisper|gossip|murmur)\w* (?:that )?(?=(?:the |an? )?\w+ )|[Ll]et us (?:say|assume"
    r"|suppose|imagine|pretend)|[Ll]et's (?:say|assume|suppose|imagine"
    r"|pretend)"
    r"|for the sake of argument|[Ii]n the (?:worst|best|ideal) case|worst-case|best-case"
    r"|[Ww]hat if\b|[Aa]sked if\b"
    r"|anybody's guess|anyone's guess|open question|remains (?:unclear|open|uncertain|to be seen"
    r"|a mystery)"
    r"|is unclear (?:whether|if|who)|[Tt]he question is\b|(?:has|have|had) (?:it"
    r"|[\ue000-\uf8ff]{2}) that|as the (?:joke|story|legend|rumour)"
    r" goes|or so (?:the|it|he|she|they)\b|exists? only in|(?:exam|quiz|riddle|puzzle|crossword"
    r"|exercise)\b"
    r"[^.]{0,40}:|\b(?:the )?man in the moon|columnist imagines)"
    rf"|\b[Ii]n (?:an?|the|another|some|his|her|our|their|this|that) (?:\w+ )?{_UNREAL_TIME}"
    rf" (?:\w+ )?(?:world|history"
    r"|universe|reality|scenario|version|future|past|timeline|country|city|exercise|bill|case"
    r"|trial)\b"
    r"|\b[Ii]n (?:our|the|this|that|an|one|another|his|her) (?:\w+ )?(?:scenario|game|example"
    r"|simulation|role play"
    r"|thought experiment)\b"
    r"|^[\"“(]?(?:Wrong|Myth|False|Fake|Fiction|Rumou?r|Untrue|Claim|Legend|Joke|Hoax|Incorrect"
    r"|Not true)\b[^:]{0,12}:"
    r"|\b(?:is|was|are|as) (?:just |only |merely )?(?:an?|one of the|the) (?:\w+ )?(?:example"
    r"|sample|stock|model|specimen"
    r"|practice) (?:sentence|phrase|quote|quotation|line|text|answer|entry)"
    r"|\b(?:example|sample|practice|model|template)s? (?:sentence|phrase|text"
    r"|line)?s?\b[^.:]{0,40}\breads?\b"
    r"|\bis a typical (?:sentence|phrase|line|claim)\b|\bpress release of (?:April"
    r"|(?:[\ue000-\uf8ff]{2} )?(?:1 )?April|[\ue000-\uf8ff]{2} had)"
    rf"|, (?:something |a claim |a statement |an account |a report )?(?:which|that"
    rf"|as) [^.;,]{{0,50}}?\b{_DISPUTE}\b"
    rf"|, (?:a claim|a statement|an allegation|a story|a rumour|an account)\b"
    r"|, a version (?:of events|of the story|[^,.;]{0,40}\b(?:den(?:y|ies|ied)"
    r"|(?:disput|contest|reject|contradict)\w+))"
    r"|, (?:which|but (?:that|this|it)) (?:is|was|turned out to be|proved"
    r"|proved to be) (?:not true|untrue|false|wrong"
    r"|a lie|nonsense|invented|made up|long (?:over|gone|past)|over|history|no longer (?:true"
    r"|the case|so))"
    rf"|\b(?:both|neither|(?:the )?two|the latter|the former|they|he|she|it|company|firm|group"
    rf"|side|bank)"
    rf"(?: \w+)? {_DISPUTE}(?: (?:it|this|that|the \w+))?(?:[.;]|$)"
    rf"|\bknows? nothing (?:of|about)\b|\b(?:in|during) (?:those|former) days\b"
    rf"|\b[Bb]ack in the days? when\b"
    r"|; (?:in (?:reality|truth|fact)|actually)\b[^.;]{0,40}\b(?:nothing|nobody|no|not|never)\b"
    r"|\b(?:is|are|was) no more (?:an?|the) \S+[^.;]{0,60} than\b"
    r"|\b(?:whoever|anyone|anybody|everyone|everybody|those|people|no one"
    r"|nobody) (?:who )?(?:still )?"
    r"(?:believe|think|assume|claim|suppose|suspect)s?\b|\b(?:mixed|mixing) up\b|\bmix-ups?\b"
    r"|\btypos?\b"
    r"|\bmisprints?\b|\bslip of the \w+|\bby mistake\b|\bin error\b|\berroneous(?:ly)?\b"
    r"|\b(?:only )?in the (?:minds?|heads?|imaginations?|fantas(?:y|ies)|dreams?) of\b"
    r"|^only in (?:his|her|their|the)\b|\bturned out to (?:have been|be (?:an? )?(?!true|right"
    r"|correct|well|good"
    r"|great|enough|more|even|bigger|larger|better|stronger|success|hit|bargain|as|the|one|very"
    r"|quite))"
    r"|^(?:until|till) (?!further|now\b|today|then\b)[^,]{2,60}, [^,.;]{0,60}?\b(?:was|were|had"
    r"|[a-z]{3,}ed)\b"
    r"|\bif (?:you|one|we) (?:believe|trust)|to be believed\b|that is what [^.;]{2,40} (?:says?"
    r"|claims?|writes?)\b"
    r"|\bthen (?:deleted|retracted|removed|corrected|withdrew)\b|\b(?:since|later|been|was"
    r"|were) (?:\w+ )?"
    r"(?:retracted|corrected|debunked|discredited)\b|^corrections?\b|\bearlier version\b"
    r"|\b(?:outdated|obsolete|superseded) (?:web ?)?(?:page|entry|version|list|brochure|site"
    r"|article|map)"
    r"|\bat least (?:in|on|according to) (?:the|its|his|her|their)\b|\bat least if\b"
    r"|\bif [^.;,]{2,40} (?:is|are) (?:to be (?:trusted|believed)|right|correct|true)\b"
    r"|\b(?:told|taught) wrong(?:ly)?\b|\bkn(?:ows?|ew) better\b|\blikes? to (?:tell|claim|say"
    r"|boast)\b"
    r"|\b(?:readers|voters|visitors|viewers|tourists) (?:were|are) told\b"
    r"|\b(?:horoscopes?|oracles?|foretold|prophec\w+|prophes\w+|fortune-?tellers?|astrolog\w+"
    r"|clairvoyants?)\b"
    r"|\b(?:children's|picture|comic) books?\b|\b(?:premise|plot) (?:of|is)\b|^in (?:chapter|act"
    r"|scene|episode)\b"
    r"|\b(?:novel|book|story|play|film|tale)s? (?:tells?|imagines?|describes?) (?:how|that|of)\b"
    r"|\b(?:in|of) (?:his|her|their|the|a) (?:\w+ )?(?:novel|thriller|screenplay|short story)\b"
    r"|\b(?:phishing|spam|scam|typical) [^.:]{0,30}\breads?\b"
    r"|\b(?:made-up|invented|fictitious|imaginary) (?:case|example|story|person|company|country"
    r"|law|scenario)"
    r"|\bclaim(?:s|ed)\b(?= (?:the )?(?-i:[A-Z\ue000-\uf8ff]))|\bdisgruntled\b"
    r"|\bsued for the right\b"
    r"|\banonymous (?:\w+ )?(?:posts?|sources?|users?|tips?|letters?|employees?|e-?mails?|calls?"
    r"|callers?)"
    r"|\b(?:former|ex-) ?(?:employee|worker|partner|manager)s? (?:say|claim|alleg)\w*"
    r"|^(?:up to|until|till|up until) (?:early |late |the end of )?(?:[\ue000-\uf8ff]{2}"
    r"|last \w+),",
    re.I,
)
"""Of whatever a sentence with such words tells, nothing is asserted."""

TAILED = re.compile(
    r"(?:, or so (?:the|it|he|she|they)\b[^.;]*|, [^.,;]{0,30}\b(?:alleges?|alleged|claims?"
    r"|claimed|a (?:false|fake|forged)"
    r" \w+ (?:said|says|claimed))|, (?:a claim|an allegation|a story|a rumour)\b[^.;]*"
    r"|\bonly in theory"
    r"|\bin (?:the plot|a dream|the dreams|the imagination|a novel|a film|a comic)\b[^.;]*"
    r"|\bis (?:an?|one of the) (?:\w+ )?(?:example|sample|stock|model) (?:sentence|phrase"
    r"|line)\b[^.;]*)[.\"”]*\s*$",
    re.I,
)
"""What at the end of a sentence takes back all of it, even where a rule takes it for part of a"
" phrase."""

FALSE_NEXT = re.compile(
    r"\s*(?:该|此|这一?|上述)(?:消息|说法|传闻|报道|传言|内容)[^，。]{0,6}(?:不实|属实|有误|并非|纯属|否认|错误)|"
    r"\s*(?:(?:But|However,|Yet|In (?:truth|fact|reality),?) )?(?:(?:[Tt]his|[Tt]hat|[Ii]t"
    r"|[Aa]ll of (?:this|it)|[Tt]he"
    r" (?:report|claim|story|rumour|statement|news|figure|allegation|assertion))(?: \w+)? (?:is"
    r"|was|are|were|turned out"
    r" to be|proved(?: to be)?|has (?:since )?been)(?: all| simply| completely| entirely| quite"
    r"| of course| later)?"
    r" (?:not (?:true|so|the case|correct)|false|untrue|wrong|incorrect|a (?:hoax|lie|joke|mistake"
    r"|myth|rumour"
    r"|fabrication|dream|prank)|an (?:error|invention|April)|fiction|nonsense|invented|fabricated"
    r"|made up|retracted"
    r"|refuted|debunked|denied|pure (?:fiction|invention|speculation)|only (?:a dream|a rumour"
    r"|fiction))"
    r"|(?:[Ii]t|[Tt]his|[Tt]hat|[Tt]hey) (?:do(?:es)?|did|is|are|was|were|ha[sd]"
    r"|have) (?:nothing of"
    r" the (?:kind|sort)|no such thing)\b"
    r"|(?:[Tt]he|[Tt]hat|[Tt]heir|[Ii]ts) (?:last |final |latest )?(?:contract|deal|agreement"
    r"|partnership|licence|license|cooperation|membership|mandate) (?:\w+ )?(?:ran out|expired"
    r"|lapsed|ended|was (?:not renewed|terminated|cancelled))"
    r"|[^.]{0,90}?\b(?:(?:prove|show|reveal|establish|confirm|found)\w* (?:that )?(?:not one|none"
    r"|no such|neither|nothing of|(?:this|it|that) (?:is|was|did|does|has) (?:not|never|un\w+|false"
    r"|wrong))|(?:shown|proved|proven|turned out|found)\b[^.]{0,40}? to be (?:\w+ )?(?:mistaken"
    r"|wrong|false|untrue|incorrect|in error|an? (?:mistake|error|invention)|fabricated|invented)"
    r"|says (?:that )?(?:it|they|he|she) ha(?:s|ve|d) never \w+)\b"
    r"|(?:[Nn]one|[Nn]othing) of (?:this|that|it|the kind|the sort)\b|[Nn]o such \w+ (?:exists?"
    r"|has|was|took)"
    r"|[Nn]othing came of it|[Ii]t never happened|[Ii]t came to nothing"
    r"|[Tt]he (?:deal|takeover|merger|acquisition|purchase|sale|round|plan|talks|project|offer"
    r"|contract)(?: \w+)?"
    r" (?:fell through|fell apart|collapsed|failed|never (?:closed|happened|materiali[sz]ed)"
    r"|was (?:called off|blocked"
    r"|cancelled|scrapped|abandoned|annulled|reversed|never completed)|came to nothing|broke down)"
    r"|(?:[Bb]oth|[Bb]oth (?:companies|sides|parties|firms)|[Nn]either(?: (?:company|side|party"
    r"|firm))?) (?:deny|denied|has"
    r" confirmed|have confirmed|confirmed|would confirm|dispute))",
)
"""A next sentence that takes back what stands before it."""

CHINESE = re.compile(
    r"不属实|有误|并非如|网传|网曝|不愿透露|不愿具名|匿名|是错误的|就好了|但愿|例句|误写|误报|误载|笔误"
    r"|(?:市场|外界|网友|有人|业内|媒体)(?:普遍)?(?:猜测|猜|疑)|声称|宣称"
    r"|(?:对手|原告|竞品|竞争者|反对者|批评者|网友)(?:称|主张|认为|指责|指控)"
    r"|(?:说法|消息|报道|传言|传闻|指控)[^，。]{0,6}(?:否认|错误|为假)|坊间|盛传|谣传|误以为|误认为|误传|误解|谎称|谣言|捏造|虚构|不实|子虚乌有|杜撰"
    r"|愚人节|假新闻|怀疑|质疑称|梦见|假想|设想中"
    r"|据说|有消息称|有传闻|消息称|爆料|未予证实|均未证实|未获证实|尚不清楚|尚不得而知|有待确认|并非事实|纯属|原定|曾要求|曾计划|曾打算"
    r"|一度(?:计划|打算|有意|传出)|婉拒|谢绝|回绝|删去了|被删除|已于[^，。]{0,12}(?:终止|关闭|退出|撤销|到期)|已(?:终止|退出|关闭|撤出|卸任|离职|到期)"
)
"""Chinese words of rumour, error and end."""

_OVER_BEHIND = re.compile(
    "^[^.;,]{0,24}?\\b(?:until|till|up to) (?:early |late |mid-|the end of |last |recently|then"
    "|\\w+ ago"
    "|[\ue000-\uf8ff]|it |he |she |they )"
)
"""What is said of earlier times, if it stands in the past."""

_FOR_A_TIME = re.compile(
    "^[^.;,]{0,24}?\\b(?:from|between) [\ue000-\uf8ff]{2} (?:to|until|till|and) [\ue000-\uf8ff]"
)
_STATE = re.compile(
    r"\b(?:was|were|served|worked|led|ran|held|belonged|used|supplied|cooperated|had|operated)\b"
)
"""What was so for a time, which is over: "was a customer from 2015 to 2018"."""

_OFFICE = re.compile(
    r"\b(?:chief|head|chair\w*|director|president|officer|manager|CEO|CTO|CFO|secretary|boss)\b",
    re.I,
)
_LEFT = re.compile(
    r"^[^.;]{0,30}?\b(?:resigned|stepped down|quit|retired|(?:was|has been"
    r"|had been) (?:\w+ )?(?:dismissed"
    r"|fired|sacked|ousted|removed|replaced|succeeded)|has left|left (?:the|in|for|after|last"
    r"|on))\b"
)
"""What ends an office, behind who holds it."""

WISHED = re.compile(
    r"\b(?:call\w* for|demand\w*|want\w*|seek\w*|sought|lobb\w+|push\w* for|plead\w*|ask\w* for"
    r"|advocat\w+|in favour of|hop\w+ for|campaign\w* for|request\w*|argu\w+ for)\b"
)
"""Words of those who wish for what no law says."""

_PAST = re.compile(r"\b(?:was|were|had|led|ran|held|[a-z]{3,}ed)\b")
_STILL_TO_COME = re.compile(
    r"\b(?:extended|prolonged|delayed|postponed|exempt\w*|suspended|raised|deferred)\b"
)

DENIED_MORE = (
    r"(?:postpon|delay|suspend|defer)(?:e?s|ed|ing) \w+ing|begged to|refrain(?:s|ed)? from"
    r"|(?:was|were|been|is) (?:asked|invited|urged|encouraged) to|temptation to"
    r"|threat(?:en)?(?:s|ed)? to|(?:idea|prospect) (?:to|of|that)|tempted to|close to \w+ing"
    r"|(?:on the )?(?:verge|brink|cusp) of|within a (?:\w+ )?of|(?:prevented|kept|stopped"
    r"|discouraged) from"
    r"|g(?:ave|ives?|iving) up|th(?:ought|inks?|inking) (?:about|of)|decided against"
    r"|decision against|impossible"
    r"|had (?:been )?(?:about|going|wanted|planned|hoped|intended|meant) to"
    r"|lost\b(?= (?:the|a|one of )?(?:its|his|her|their|[\ue000-\uf8ff]{2}'s)?(?: [\w-]+){0,3}"
    r" (?:customers?|clients?|partners?|investors?|contracts?|orders?|users?|members?|suppliers?"
    r"|backers?)\b)|(?:closed|shut|sold off|vacated|quit) (?:down )?(?:its|the|their|an?"
    r"|[\ue000-\uf8ff]{2}'s)"
    r" (?:\S+ )?(?:offices?|branch|plants?|sites?|labs?|laboratory|subsidiary|centre)"
    r"|(?:ended|terminated|severed|dissolved|discontinued|cut) (?:its|the|their|all|a"
    r"|[\ue000-\uf8ff]{2}'s) (?:\S+ )?(?:cooperation"
    r"|collaboration|partnership|contract|agreement|alliance|ties|links|relations?|relationship"
    r"|deal)"
    r"|stay(?:s|ed)? away|opted out|walk(?:s|ed) away|pull(?:s|ed) out|back(?:s|ed) out|nowhere"
    r"|least of all|let alone"
    r"|vot(?:e|ed|es|ing) down|threw out|throws out|overturned|abolished|annulled|struck (?:out"
    r"|down)|delisted"
    r"|wanted(?! to)"
    r"|demand(?:s|ed)? that|(?:demand(?:s|ed)?|wants?)\b(?= (?:the )?(?-i:[A-Z\ue000-\uf8ff]))"
    r"|(?:ask|press|push|lobb|call)\w*\b(?= (?:on |for )?(?:the"
    r" )?(?-i:[A-Z\ue000-\uf8ff])[^.,;]{0,30}? to\b)"
    r"|decid(?:es|ed|ing) (?:not|whether)|going to be|toy(?:s|ed|ing) with"
)
"""Further words of denial that bear on what follows them in their clause."""

REFUTED_MORE = (
    r"but (?:then |in the end |finally |later |eventually )?(?:chose|opted|went with|decided"
    r"|preferred|backed out|changed (?:its|his|her|their) mind|lost out|settled|got nowhere|ran out"
    r"|to no avail|in vain|was outbid|without success|it never|never)"
    r"|until [^.;,]{2,30} (?:changed|withdrew|backed|pulled|went bankrupt|intervened|objected)"
    r"|(?<!year )(?<!quarter )(?<!months )(?<!period )(?:ended|ceased|expired|lapsed)"
    r" (?:in|on|last|after|when|with|this|years?|months?|at)"
    r"|(?:ran out|was not renewed|is no longer|was wound|only in theory|exists? only)"
    r"|only in (?:the imagination|dreams?)"
)
"""What may stand shortly behind what it refutes."""


_WAS_SO = re.compile(
    r"(?<!has )(?<!have )(?<!had )(?<!been )\b(?:was|were|led|ran|held|served|worked|belonged|used"
    r"|supplied|bought|sold|made|cooperated|collaborated|operated|traded|owned|chaired|headed"
    r"|managed|employed|advised|sat)\b"
)
"""What was so, if nothing says that it has been so up to now."""

_LONG = r"[Ff]or (?:(?:more than |almost |nearly |over |about |some |the first )?\S+ )?"
_LONG_BEHIND = re.compile(rf"^[^.;,]{{0,12}}?\b{_LONG}(?:years|months|decades|generations)\b")
_LONG_BEFORE = re.compile(rf"^{_LONG}(?:years|months|decades|generations)\b")


def end_of(window: str, behind: str) -> re.Match[str] | None:
    """Find what, behind some words, says that what they tell is over."""
    is_past = _PAST.search(window) and not _STILL_TO_COME.search(window)
    return (
        (_OVER_BEHIND.match(behind) if is_past else None)
        or (_FOR_A_TIME.match(behind) if _STATE.search(window) else None)
        or (_LEFT.match(behind) if _OFFICE.search(window) else None)
        or (
            (_LONG_BEHIND.match(behind) or _LONG_BEFORE.match(window.lstrip()))
            if _WAS_SO.search(window)
            else None
        )
    )
