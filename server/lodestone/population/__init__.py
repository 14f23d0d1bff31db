"""From documents to candidates, and from candidates to statements.

`loading` reads files, `passages` cuts their text into sentences, `mentions` finds what they name,
`discourse` what their pronouns stand for, and `meaning` whether they assert anything. On all of
this stand the `rules`; a language model can be asked beside them (`llm`). Whoever proposes a
candidate, `verification` says what it must hold. `extraction` is the way in.
"""
