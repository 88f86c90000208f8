"""FROM FILES TO A CONTRACT, or to everything that is wrong with them.

parse        bytes -> Document: plain data (truths, texts, lists, mappings) with the place of every piece; YAML 1.2
surface      data  -> the shape of a contract as written (pydantic); also its JSON Schema
expression   text  -> a typed condition (`ast`, names resolved, kinds checked)
normalise    a condition as written -> in normal form
resolve      surface -> Contract: every name looked up, every value read
checks       what only the whole can show: cycles, windows, evidence
load         the story: find the files, run the passes, return the contract or raise all problems at once
cache        a loaded contract kept on disk, keyed by the content of its files
"""

from contract_model.loading.load import find, load, shipped

__all__ = ["find", "load", "shipped"]
