"""Words that patterns are made of: what ends a noun phrase, whom a list names, what duties ask."""

STOP = (
    "of in on at by for with from to into onto over under through across against among "
    "between during since until within without via as than per about after before because "
    "while when where who which that what whose and or but nor so yet it they he she we you i "
    "its their his her them our your the a an this that these those each every no both also "
    "not already now then there here is are was were be been being has have had having will "
    "can could would may might must shall should do does did said says say announced plans "
    "aims wants expects using based including such alongside last next earlier later "
    "worldwide globally abroad if unless whether whereas although though despite according "
    "however runs operates employs serves sells makes builds offers raised hopes seeks works "
    "illustrates contrasts lifts reflects suggests requires includes contains becomes creates "
    "provides gives takes gets goes comes keeps brings finds holds tells exempts applies imposes "
    "combines enables prohibits obliges employs means shows "
    "supplies uses helps work live need needs lets allows enables joined became remains "
    "together annually yearly nothing nobody none pay pays buy buys subscribe subscribes rely "
    "relies want send sends belong belongs depend depends"
).split()

COINS = (
    "(?:kroner|krone|kron[ao]r?|krónur|crowns|francs|reais|lari|pesos|rupees|dinars|dirhams|riyals"
    "|shillings|rand|lira|won|yen|yuan|baht|ringgit|forints?|lei|leva|hryvnias?|roubles|rubles)"
)
"""Money whose country is not told, so that it is neither an amount nor a count."""

ROLE = (
    "(?:(?:existing|new|earlier|previous|early|local|long-standing|fellow|state-owned|big|small"
    "|rival|venture|private|public) )*(?:(?:chip|car|drug|drone|tool|machine|robot|software) )?"
    "(?:backers?|investors?|shareholders?|start-?ups?|makers?|firms?|compan(?:y|ies)"
    "|universit(?:y|ies)|banks?|insurers?|funds?|carmakers?|chip-?makers?|utilit(?:y|ies)"
    "|retailers?|operators?|providers?|suppliers?|manufacturers?|developers?|giants?|groups?"
    "|institutes?|hospitals?|airlines?|lenders?)(?: like| such as| including)? "
)

DUTIES = (
    "accept|adapt|adopt|allow|analy[sz]e|anonymi[sz]e|answer|appoint|apply|archive|ask|assess"
    "|assign|attach|audit|avoid|back up|bear|block|build|bring|calculate|carry|cease|certify|check"
    "|collect|communicate|complete|comply|conduct|consult|correct|cooperate|co-operate|cover|create"
    "|declare|define|delete|demonstrate|deploy|deposit|describe|design|designate|destroy|develop"
    "|disable|disclose|display|document|draft|draw|eliminate|employ|enable|encrypt|enter|ensure"
    "|entrust|equip|erase|establish|evaluate|examine|explain|facilitate|file|flag|follow|furnish"
    "|give|grant|guarantee|guard|hand|handle|have|help|hire|hold|honou?r|identify|implement|indicate"
    "|inform|inspect|install|instruct|insure|investigate|issue|justify|keep|label|lay|limit|list"
    "|lock|log|maintain|make|mark|measure|minimi[sz]e|mitigate|monitor|name|nominate|notify|obey"
    "|obtain|offer|open|operate|organi[sz]e|oversee|pay|perform|permit|place|pledge|preserve|prepare"
    "|present|prevent|process|produce|promise|protect|prove|provide|pseudonymi[sz]e|publish|put"
    "|quote|recall|record|rectify|refrain|refuse|register|remove|renew|repair|report|request|respect"
    "|respond|restrict|retain|retrain|return|review|run|safeguard|secure|seek|send|separate|set|share"
    "|show|sign|state|stop|store|submit|supervise|supply|suspend|switch|take|tell|test|train"
    "|translate|turn|undergo|undertake|update|uphold|use|validate|verify|vet|warn|watermark|withdraw"
)
"""The verbs of what laws ask for, by which two duties in one sentence are told apart."""
