"""WHAT A CONTRACT MEANS: the definition against which every engine is held.

terms      what a term does in a case: engaged, excused, bites, met, grants, states
decide     precedence and the verdict
program    both together, for one action under one version: a list of named conditions
kleene     a condition as a function of what is known; unknown in, unknown out
evaluate   the truth of every named condition of a program
quantities comparisons of unknown dates, amounts and numbers as finitely many cells
texts      comparisons of unknown texts
diagram    conditions as decision diagrams, in which `p or not p` is true
primes     the smallest sets of literals that suffice for a condition
literals   how it is said what an unknown quantity has to be
split      the verdicts that remain possible, and on what each depends
known      what a case states, and what it leaves to presumptions and default readings
parts      the days of an event that one version governs
programs   the programs of contracts, each made once
judged     one program in one case
judge      a case in, an answer out
decision   the same for programs and tables: quickly, without what it depends on

What else could be:

opened     a case with some of what it has left open
changing   the smallest sets of variables whose change makes a condition hold
flip       the smallest sets of changes that bring another verdict about
forcing    what each party can do about a verdict that depends
whynot     the ways to a verdict, and what stands in them
readings   the answers under every combination of readings, and what each ambiguity changes
counting_worlds  in how many cases a condition holds
evidence   the answer at each evidence floor

docs/meaning.md is the definition in one page.
"""
