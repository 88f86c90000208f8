"""A TABLE AS IT WAS FOUND: read from files, databases, stdin or Python, and kept so that all that follows reads columns of Parquet.

A Parquet file is read where it lies. Everything else is brought over once, each cell as the text that was written, so that nothing is
rounded or guessed; and rows keep their numbers. What cannot be taken apart (a line with too many cells, one that is no JSON) is no row;
it is kept, with its line.

source      what every kind of source becomes
parquet     Parquet files
separated   files with a header and cells between commas, semicolons, tabs or bars
lines       files with a JSON object on each line
listed      a file that is one JSON list
rows        rows of cells from Python
sqlite, duckdb, postgres    a table of a database
stdin       what comes in

names       what is wrong with the names of columns
broken      lines that are no rows
packed      how text files begin, packed or not
"""
