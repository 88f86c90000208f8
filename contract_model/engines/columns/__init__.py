"""THE ENGINE FOR TABLES: a table of events judged by a database, on Ibis; DuckDB by default, the same expressions on Spark and others.

setting      what holds for every row of a table
quantities   sums and roundings of exact quantities as whole numbers
expressions  a condition as an expression over columns; unknown is NULL
conditions   the named conditions of a program as columns
layout       cases of a program as a table, and its conditions evaluated there
engine       the same for one case, behind the protocol of engines
buckets      the programs that the rows of a table ask for
patterns     what of a row its answer depends on: few rows differ in it
answers      many cases judged by the definition, with as few diagrams as can be
judging      a table in, its verdicts out
support      what columns do not keep exact
backend      databases to do it in

Tables as people have them:

sources      files and tables of databases, one file for each kind
cells        what a cell says
store        where what was read is kept
sinks        files that are written
elsewhere    rows made ready here, judged by another database

Each distinct pattern is answered once by the definition, and the answers are joined back to the rows: so a table says of each row what
`contract ask` says of the same case. docs/columns.md tells more.
"""
