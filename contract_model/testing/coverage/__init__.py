"""What a contract's cases show of it, and what no case touches.

marked.py     the contract with each of its conditions under a name of its own
atoms.py      the atoms of a condition, and what it is worth when one of them is turned round
watching.py   what is seen while cases are judged and histories run: `Watch`
lives.py      the states and changes of state that a norm can have
proofs.py     what no case at all can show, proved by diagrams; and a case that would show what none does
measure.py    all of that together: `coverage`
item.py       what comes of it: `Coverage`, a list of `CoverageItem`

text.py, document.py, schema.py, cobertura.py, lcov.py, page.py, findings.py    the same for people, for programs, for other tools
"""
