"""AN ANSWER IN WORDS, derived from the answer and its contract, whichever engine answered.

statements   a question and its answer as a statement, in plain English
words        events, dates, values, literals and readings in the words of one contract
grounds      what the truth of one condition rests on, and no more
reasons      why an answer is what it is, as a tree
gist         the verdict in half a sentence
section      headings with rows of words, before anyone draws them
memo         what a reader is told of an answer, in such
layout       a memo as lines of a width
sheet        a contract or a term, for whoever looks into it
conditions   a condition in normal form, written out
text         plain text, and text drawn for a terminal
markdown     Markdown
page         a fragment of HTML
document     JSON
schema       the JSON Schemas of answers and events
reply        an answer that shows itself, for Python and notebooks

Beside an answer:

told         what shows itself in one way, whatever it tells
flip_memo    what would change an answer, in words; flip_words has those of a change, flip_document the JSON, flip_schema its JSON Schema
flip_reply   flips, and why not, for Python and notebooks
why_reply    the tree of reasons by itself
readings_memo   the answers under all readings, in words; readings_document JSON, readings_schema its JSON Schema, readings_reply for Python
evidence_memo   the answer at each floor, in words; evidence_document, evidence_schema, evidence_reply as above
brief        an answer cut to what a conversation needs

Of all cases at once:

shown_case   a case that a solver found, in words, and as the event by which anyone can ask about it
flaws_reply  the flaws of contracts, in words, as JSON and as findings; flaws_schema its JSON Schema
proofs_reply what became of laws; proofs_schema
redline_reply   what is different between versions; redline_schema

Of a run of a history:

moments      instants as days and times
ledger       every change in order, and the life of each norm
standing     what is due next, open, breached and curable
causes       why something changed, in half a sentence
duties       what a norm asks of whom, in a sentence
run_words    events, norms and changes in the words of one contract
run_memo     what a reader is told
branches     two runs from one history, and where they part; branches_memo tells them side by side
lanes        what is drawn of a run; timeline draws it (SVG)
run_document JSON; run_schema has its JSON Schema
run_reply    a run that shows itself
norm_rows    what a term says about time, for whoever looks into a contract

Of what a check found:

findings     what was found, and what kinds of findings there are
remedies     what each kind of problem means, and what to do
sarif        SARIF, for code scanning
annotations  lines for a run of GitHub Actions
summary      Markdown
"""
