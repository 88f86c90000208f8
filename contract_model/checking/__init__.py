"""A TABLE OF EVENTS CHECKED: what `contract check` does, from the files that are named to the report.

places        where a table lies
request       what a check is asked, and what of it holds for every row
mapping       what is said of columns; columns: which column stands for what
values        what a text says that cells hold, each different one read once
table         a table made ready for the engine, with why rows cannot be judged
counts        its rows, counted by what is said of them
check         the whole, from the files or from rows of Python
result        what was found
reply         the result in words; document: as data, whose schema is in schema; page: as HTML, with charts
"""
