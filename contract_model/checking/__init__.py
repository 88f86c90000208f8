"""A TABLE OF EVENTS CHECKED: what `contract check` does, from the files that are named to the report.

places     where a table lies
setting    what is asked of a check
columns    which column stands for what
values     what the cells of a column say, each different text read once
table      a table made ready for the engine, with the rows that cannot be judged set aside
check      the whole, and its result
result     what was found
reply      the result in words, as data, and as a page
"""
