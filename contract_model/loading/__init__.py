"""FROM FILES TO A CONTRACT, or to everything that is wrong with them.

parse        bytes -> Document: plain data (truths, texts, lists, mappings) with the place of every piece; YAML 1.2
surface      the shape of a contract as written (pydantic); also its JSON Schema
shaping      data  -> surface, with a problem for all that does not have its shape
expression   text  -> a typed condition: `reader` looks names up and checks kinds, `inquiry` and `past` what is asked about the past,
             `arithmetic` what goes together, in a `scope`
normalise    a condition as written -> in normal form; `defeasible` what the rules of a definition prove
resolve      surface -> Contract, by readers of its parts, each of which uses those before it:
             pieces (names, kinds, values), vocabulary (parameters, facts, ambiguities), conditions (definitions, and every text, as
             a passage), wording, counting, triggers, consequences, bounds, changes (of facts), norms, terms, laws (and what is
             suppressed of flaws)
bindings     what may be asked of the events in a chain of triggers
checks       what only the whole can show: cycles, windows, evidence
load         the story: find the files, run the passes, return the contract or raise all problems at once
places       where the words of a contract stand; `revision` its files as they stood in a revision of git
cache        a loaded contract kept on disk, keyed by the content of its files
"""

from contract_model.loading.load import find, load, shipped

__all__ = ["find", "load", "shipped"]
