"""Rewriting queries and updates where the engine departs from the standard.

What has to be changed is found in the syntax tree and edited in the text; all else stays byte for
byte. A query that needs nothing is told by `needs_rewriting` in microseconds, and not parsed here.
"""

from lodestone.sparql.rewriting.detection import needs_rewriting
from lodestone.sparql.rewriting.projections import reuse_variables
from lodestone.sparql.rewriting.queries import rewrite_query
from lodestone.sparql.rewriting.surroundings import Surroundings
from lodestone.sparql.rewriting.updates import prepare_update

__all__ = ["Surroundings", "needs_rewriting", "prepare_update", "reuse_variables", "rewrite_query"]
