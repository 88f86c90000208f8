"""THE ENGINE FOR TABLES: a table of events judged by a database, on Ibis; DuckDB by default, the same expressions on Spark and others.

setting      what holds for every row of a table
quantities   sums and roundings of exact quantities as whole numbers
expressions  a condition as an expression over columns; unknown is NULL
buckets      the programs that the rows of a table ask for
patterns     what of a row its answer depends on: few rows differ in it
judging      a table in, its verdicts out
backend      databases to do it in

Each distinct pattern is answered once by the definition, and the answers are joined back to the rows: so a table says of each row what
`contract ask` says of the same case. docs/columns.md tells more.
"""
