"""The rules: their language, the sentences that they read, and what they propose of them.

`language` reads the rules of a folder, `frames` writes out those that are frames, and `patterns`
makes regular expressions of them. The `engine` tries these on `typed_sentences` and their
`clauses`: `matches` says which matches count, `phrases` and `binding` what their slots stand for,
`identity` what without a name is one and the same. What comes out are `proposals`.
"""
