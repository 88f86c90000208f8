"""AN ANSWER IN WORDS, derived from the answer and its contract, whichever engine answered.

statements   a question and its answer as a statement, in plain English
words        events, dates, values, literals and readings in the words of one contract
grounds      what the truth of one condition rests on, and no more
reasons      why an answer is what it is, as a tree
gist         the verdict in half a sentence
memo         what a reader is told, as headings and rows of words
layout       a memo as lines of a width
sheet        a contract or a term, for whoever looks into it
conditions   a condition in normal form, written out
text         plain text, and text drawn for a terminal
markdown     Markdown
page         a fragment of HTML
document     JSON
schema       the JSON Schemas of answers and events
reply        an answer that shows itself, for Python and notebooks
"""
