"""Times the checking of a table of launches, Parquet to Parquet, beside what one would write by hand, and the memory that each takes.

    python benchmarks/tables.py [ROWS...] [--rounds N]        default 1000000 10000000, 3 rounds

The rows are launches under the three last versions of the shipped agreement, with ten columns, everything known. Each side writes for each
row its verdict and the terms that decide: `judged` (the engine for tables) with all that it says besides, DuckDB with SQL by hand, Polars
by hand (extra `bench`), and a loop in Python over a part of the rows, counted up to all. `contract check` writes the cells of each row as
well, as does SQL by hand once more, beside which it is measured. Each run is a process of its own, and the sides take turns; the best round
counts, as the machine may be busy. Memory is the resident set at its largest. All rows of all sides are compared, and a difference ends
the benchmark.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

LOOPED = 200_000  # rows of the loop in Python
CELLS = ["action", "actor", "date", "cloud", "access", "made_by", "national_security", "stateless", "azure_can", "azure_will", "on_azure"]
READINGS = {"api_means": "any_access", "first_party_hosting": "azure_only", "joint_products": "caught"}

# --- the table ----------------------------------------------------------------------------------------------------------------------

ROWS = """
COPY (
  SELECT (i + 1)::BIGINT AS row, 'launch' AS action,
    CASE WHEN hash(i, 1) % 10 < 9 THEN 'openai' ELSE 'microsoft' END AS actor,
    (DATE '2025-10-28' + (hash(i, 2) % 1100)::INT)::DATE AS date,
    ['azure', 'aws', 'google', 'oracle'][1 + (hash(i, 3) % 4)::INT] AS cloud,
    ['api', 'stateful', 'not_api'][1 + (hash(i, 4) % 3)::INT] AS access,
    CASE WHEN hash(i, 5) % 5 < 4 THEN 'openai_itself' ELSE 'jointly' END AS made_by,
    hash(i, 6) % 20 = 0 AS national_security, hash(i, 7) % 2 = 0 AS stateless,
    hash(i, 8) % 10 < 7 AS azure_can, hash(i, 9) % 10 < 7 AS azure_will, hash(i, 10) % 10 < 3 AS on_azure
  FROM range({rows}) t(i)
) TO '{path}'
"""

# --- by hand ------------------------------------------------------------------------------------------------------------------------

SQL = """
COPY (
  WITH asked AS (
    SELECT *, actor = 'openai' AS bound, cloud = 'azure' AS here, access IN ('api', 'stateful') AS api, made_by = 'jointly' AS joint,
      date < DATE '2026-02-27' AS v1, date >= DATE '2026-02-27' AND date < DATE '2026-04-27' AS v2, date >= DATE '2026-04-27' AS v3
    FROM '{source}'
  ), engaged AS (
    SELECT *, bound AND NOT v3 AND api AS api_exclusive, bound AND NOT v3 AND joint AND api AS joint_api_exclusive,
      bound AND v2 AND stateless AS stateless_on_azure, bound AND v2 AND NOT joint AND access <> 'api' AS first_party,
      bound AND v3 AS azure_first
    FROM asked
  ), done AS (
    SELECT *,
      api_exclusive AND NOT national_security AND NOT here AS api_bites,
      joint_api_exclusive AND NOT national_security AND NOT here AS joint_bites,
      stateless_on_azure AND NOT national_security AND NOT here AS stateless_bites,
      bound AND NOT v3 AND national_security AND access <> 'not_api' AS security_grants,
      azure_first AND azure_can AND azure_will AND NOT (here OR on_azure) AS first_bites
    FROM engaged
  ), standing AS (
    SELECT *,
      first_party AND NOT here AND NOT security_grants AS party_bites,
      bound AND NOT v3 AND joint AND NOT api_bites AND NOT joint_bites AND NOT stateless_bites AS joint_grants,
      azure_first AND NOT first_bites AS any_cloud_grants
    FROM done
  ), ended AS (
    SELECT *,
      bound AND NOT v3 AND access <> 'api' AND NOT api_bites AND NOT joint_bites AND NOT stateless_bites
        AND NOT (first_party AND NOT here AND NOT security_grants) AS non_api_grants
    FROM standing
  ), judged AS (
    SELECT *,
      api_bites OR joint_bites OR stateless_bites OR party_bites OR first_bites AS bites,
      security_grants OR joint_grants OR any_cloud_grants OR non_api_grants AS grants,
      bound AND here AND (api_exclusive OR joint_api_exclusive OR stateless_on_azure OR first_party OR azure_first)
        AND (NOT national_security OR first_party OR v3) AS met
    FROM ended
  ), said AS (
    SELECT *, CASE WHEN bites AND grants THEN 'conflict' WHEN bites THEN 'prohibited' WHEN grants OR met THEN 'permitted'
      ELSE 'silent' END AS verdict
    FROM judged
  )
  SELECT row, verdict, CASE verdict
    WHEN 'silent' THEN ''
    WHEN 'permitted' THEN concat_ws(' ',
      CASE WHEN any_cloud_grants THEN 'any-cloud azure-first' END,
      CASE WHEN v2 AND stateless_on_azure THEN 'stateless-on-azure' END,
      CASE WHEN v2 AND first_party THEN 'first-party-on-azure' END,
      CASE WHEN v2 AND non_api_grants THEN 'non-api-anywhere' END,
      CASE WHEN v2 AND joint_grants THEN 'joint-development-with-others' END,
      CASE WHEN api_exclusive THEN 'api-exclusive' END,
      CASE WHEN joint_api_exclusive THEN 'joint-api-exclusive' END,
      CASE WHEN v1 AND joint_grants THEN 'joint-development-with-others' END,
      CASE WHEN v1 AND non_api_grants THEN 'non-api-anywhere' END,
      CASE WHEN security_grants THEN 'national-security' END)
    WHEN 'prohibited' THEN concat_ws(' ',
      CASE WHEN first_bites THEN 'azure-first' END,
      CASE WHEN stateless_bites THEN 'stateless-on-azure' END,
      CASE WHEN party_bites THEN 'first-party-on-azure' END,
      CASE WHEN api_bites THEN 'api-exclusive' END,
      CASE WHEN joint_bites THEN 'joint-api-exclusive' END)
    ELSE concat_ws(' ',
      CASE WHEN stateless_bites THEN 'stateless-on-azure' END,
      CASE WHEN party_bites THEN 'first-party-on-azure' END,
      CASE WHEN v2 AND non_api_grants THEN 'non-api-anywhere' END,
      CASE WHEN v2 AND joint_grants THEN 'joint-development-with-others' END,
      CASE WHEN api_bites THEN 'api-exclusive' END,
      CASE WHEN joint_bites THEN 'joint-api-exclusive' END,
      CASE WHEN v1 AND joint_grants THEN 'joint-development-with-others' END,
      CASE WHEN v1 AND non_api_grants THEN 'non-api-anywhere' END,
      CASE WHEN security_grants THEN 'national-security' END)
    END AS decided_by
  FROM said
) TO '{target}'
"""


def by_sql(source: str, target: str) -> None:
    import duckdb

    duckdb.connect(config={"memory_limit": "400MB"}).execute(SQL.format(source=source, target=target))


def by_sql_with_cells(source: str, target: str) -> None:
    import duckdb

    sql = SQL.replace("SELECT row, verdict,", f"SELECT row, {', '.join(CELLS)}, verdict,")
    duckdb.connect(config={"memory_limit": "400MB"}).execute(sql.format(source=source, target=target))


def by_polars(source: str, target: str) -> None:
    from datetime import date

    import polars as pl

    c, no = pl.col, pl.lit(None, pl.String)

    def word(text: str, when: pl.Expr) -> pl.Expr:
        return pl.when(when).then(pl.lit(text)).otherwise(no)

    table = pl.scan_parquet(source).with_columns(
        bound=c("actor") == "openai",
        here=c("cloud") == "azure",
        api=c("access") != "not_api",
        joint=c("made_by") == "jointly",
        v1=c("date") < date(2026, 2, 27),
        v3=c("date") >= date(2026, 4, 27),
    )
    table = table.with_columns(v2=~c("v1") & ~c("v3"), old=c("bound") & ~c("v3"), bare=~c("national_security") & ~c("here"))
    table = table.with_columns(
        api_exclusive=c("old") & c("api"),
        joint_api=c("old") & c("joint") & c("api"),
        stateless_on=c("bound") & c("v2") & c("stateless"),
        party=c("bound") & c("v2") & ~c("joint") & (c("access") != "api"),
        first=c("bound") & c("v3"),
        security=c("old") & c("national_security") & c("api"),
    )
    table = table.with_columns(
        api_bites=c("api_exclusive") & c("bare"),
        joint_bites=c("joint_api") & c("bare"),
        stateless_bites=c("stateless_on") & c("bare"),
        party_bites=c("party") & ~c("here") & ~c("security"),
        first_bites=c("first") & c("azure_can") & c("azure_will") & ~(c("here") | c("on_azure")),
    )
    table = table.with_columns(free=~(c("api_bites") | c("joint_bites") | c("stateless_bites")))
    table = table.with_columns(
        joint_grants=c("old") & c("joint") & c("free"),
        non_api=c("old") & (c("access") != "api") & c("free") & ~c("party_bites"),
        any_cloud=c("first") & ~c("first_bites"),
    )
    table = table.with_columns(
        bites=~c("free") | c("party_bites") | c("first_bites"),
        grants=c("security") | c("joint_grants") | c("any_cloud") | c("non_api"),
        met=c("here")
        & (c("api_exclusive") | c("joint_api") | c("stateless_on") | c("party") | c("first"))
        & (~c("national_security") | c("party") | c("v3")),
    )
    granting = [
        word("non-api-anywhere", c("v2") & c("non_api")),
        word("joint-development-with-others", c("v2") & c("joint_grants")),
    ]
    older = [
        word("joint-development-with-others", c("v1") & c("joint_grants")),
        word("non-api-anywhere", c("v1") & c("non_api")),
        word("national-security", c("security")),
    ]
    biting = [word("stateless-on-azure", c("stateless_bites")), word("first-party-on-azure", c("party_bites"))]
    exclusive = [word("api-exclusive", c("api_bites")), word("joint-api-exclusive", c("joint_bites"))]
    overcome = [word("stateless-on-azure", c("stateless_on")), word("first-party-on-azure", c("party"))]
    engaged = [word("api-exclusive", c("api_exclusive")), word("joint-api-exclusive", c("joint_api"))]

    def words(*parts: pl.Expr) -> pl.Expr:
        return pl.concat_str(parts, separator=" ", ignore_nulls=True)

    conflict, prohibited, permitted = c("bites") & c("grants"), c("bites"), c("grants") | c("met")
    table.select(
        "row",
        verdict=pl.when(conflict)
        .then(pl.lit("conflict"))
        .when(prohibited)
        .then(pl.lit("prohibited"))
        .when(permitted)
        .then(pl.lit("permitted"))
        .otherwise(pl.lit("silent")),
        decided_by=pl.when(conflict)
        .then(words(*biting, *granting, *exclusive, *older))
        .when(prohibited)
        .then(words(word("azure-first", c("first_bites")), *biting, *exclusive))
        .when(permitted)
        .then(words(word("any-cloud azure-first", c("any_cloud")), *overcome, *granting, *engaged, *older))
        .otherwise(pl.lit("")),
    ).sink_parquet(target)


def by_loop(source: str, target: str) -> None:
    """Row by row over a part of the table."""
    from datetime import date

    import pyarrow as pa
    import pyarrow.parquet as pq

    second, third = date(2026, 2, 27), date(2026, 4, 27)

    def judge(actor, day, cloud, access, made_by, security, stateless, can, will, on_azure):
        if actor != "openai":
            return "silent", ""
        here = cloud == "azure"
        if day >= third:
            return ("prohibited", "azure-first") if can and will and not here and not on_azure else ("permitted", "any-cloud azure-first")
        v2 = day >= second
        joint, api = made_by == "jointly", access != "not_api"
        granted = security and api
        obliged = []  # id, engaged, bites
        if v2:
            party = not joint and access != "api"
            obliged += [("stateless-on-azure", stateless, stateless and not security and not here)]
            obliged += [("first-party-on-azure", party, party and not here and not granted)]
        exclusive = [("api-exclusive", api, api and not security and not here)]
        exclusive += [("joint-api-exclusive", joint and api, joint and api and not security and not here)]
        stopped = any(b for n, _, b in obliged + exclusive if n != "first-party-on-azure")
        joint_grants = joint and not stopped
        non_api = access != "api" and not any(b for _, _, b in obliged + exclusive)
        anywhere = (["non-api-anywhere"] if non_api else []), (["joint-development-with-others"] if joint_grants else [])
        bites = any(b for _, _, b in obliged + exclusive)
        grants = granted or joint_grants or non_api
        met = here and any(e and (n == "first-party-on-azure" or not security) for n, e, _ in obliged + exclusive)
        if not (bites or grants or met):
            return "silent", ""
        verdict = "conflict" if bites and grants else "prohibited" if bites else "permitted"
        place = 1 if verdict == "permitted" else 2
        granting = [] if verdict == "prohibited" else (anywhere[0] + anywhere[1] if v2 else anywhere[1] + anywhere[0])
        first = [o[0] for o in obliged if o[place]] + (granting if v2 else [])
        last = [o[0] for o in exclusive if o[place]] + ([] if v2 else granting)
        return verdict, " ".join(first + last + (["national-security"] if granted and verdict != "prohibited" else []))

    names = ["actor", "date", "cloud", "access", "made_by", "national_security", "stateless", "azure_can", "azure_will", "on_azure"]
    writer, left = None, LOOPED
    for batch in pq.ParquetFile(source).iter_batches(100_000):
        batch = batch.slice(0, left)
        said = [judge(*cells) for cells in zip(*(batch[n].to_pylist() for n in names), strict=True)]
        table = pa.table({"row": batch["row"], "verdict": [v for v, _ in said], "decided_by": [d for _, d in said]})
        writer = writer or pq.ParquetWriter(target, table.schema)
        writer.write_table(table)
        left -= len(batch)
        if not left:
            break
    assert writer is not None
    writer.close()


# --- ours ---------------------------------------------------------------------------------------------------------------------------


def by_engine(source: str, target: str) -> None:
    from contract_model import load
    from contract_model.engines.columns.backend import connect, copy
    from contract_model.engines.columns.judging import judged
    from contract_model.engines.columns.setting import Setting

    backend = connect()
    copy(judged(backend.read_parquet(source), load(), Setting(READINGS)).rows, Path(target))


def by_check(source: str, target: str) -> None:
    from contract_model.commands.main import main

    readings = [word for name, reading in READINGS.items() for word in ("--reading", f"{name}={reading}")]
    sys.argv = ["contract", "check", source, "-o", target, "--exit-zero", "--map", "row=-", *readings]
    main()


SIDES = {
    "DuckDB, SQL by hand": by_sql,
    "DuckDB, SQL by hand, cells too": by_sql_with_cells,
    "the engine for tables": by_engine,
    "contract check": by_check,
    "Polars by hand": by_polars,
    "a loop in Python": by_loop,
}


def run(side: str, source: Path, target: Path) -> tuple[float, float, float]:
    """The seconds, the seconds of processor, and the megabytes of a side in a process of its own."""
    target.unlink(missing_ok=True)
    began = time.perf_counter()
    child = subprocess.Popen([sys.executable, __file__, "--side", side, str(source), str(target)], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{side}: exit code {child.returncode}")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def differences(found: Path, expected: Path, rows: int) -> int:
    """How many rows two sides say different things of; those that one of them lacks included."""
    import duckdb

    con = duckdb.connect(config={"memory_limit": "4GB"})
    columns = [c[0] for c in con.execute(f"DESCRIBE FROM '{found}'").fetchall()]
    number = "row" if "row" in columns else columns[0]
    same = con.execute(
        f"""SELECT count(*) FROM (SELECT {number} AS row, verdict, decided_by FROM '{found}') a
        JOIN (FROM '{expected}' WHERE row <= {rows}) b USING (row) WHERE a.verdict = b.verdict AND a.decided_by = b.decided_by"""
    ).fetchone()
    assert same is not None
    return rows - same[0]


def main() -> int:
    """The exit code: 1 when two sides say different things of a row."""
    if sys.argv[1:2] == ["--side"]:
        SIDES[sys.argv[2]](*sys.argv[3:5])
        return 0
    words = sys.argv[1:]
    rounds = int(words.pop(words.index("--rounds") + 1)) if "--rounds" in words else 3
    counts = [int(w) for w in words if w != "--rounds"] or [1_000_000, 10_000_000]
    sides = [s for s in SIDES if s != "Polars by hand" or find_spec("polars")]
    folder = Path(tempfile.mkdtemp(prefix="tables-"))
    try:
        for count in counts:
            if not compared(count, rounds, sides, folder):
                return 1
    finally:
        shutil.rmtree(folder)
    return 0


def compared(count: int, rounds: int, sides: list[str], folder: Path) -> bool:
    import duckdb

    source = folder / "launches.parquet"
    duckdb.sql(ROWS.format(rows=count, path=source))
    targets = {side: folder / f"{i}.parquet" for i, side in enumerate(sides)}
    best: dict[str, tuple[float, float, float]] = {}
    for _ in range(rounds):
        for side in sides:
            found = run(side, source, targets[side])
            best[side] = tuple(map(min, found, best.get(side, found)))  # type: ignore[assignment]  # three numbers each
    scale = count / min(count, LOOPED)
    print(f"\n{count:,} rows, {source.stat().st_size / 1e6:.0f} MB; the best of {rounds} rounds\n")
    print("| | seconds | times by hand | of processor | times by hand | MB at most | other answers |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    good = True
    for side in sides:
        seconds, cpu, memory = best[side]
        hand = best["DuckDB, SQL by hand, cells too" if side == "contract check" else "DuckDB, SQL by hand"]
        times = scale if side == "a loop in Python" else 1
        rows = min(count, LOOPED) if side == "a loop in Python" else count
        other = differences(targets[side], targets[sides[0]], rows)
        good = good and not other
        note = f" (of {rows:,} rows, counted up)" if times != 1 else ""
        clock, worked = seconds * times, cpu * times
        ratios = f"{clock:.2f} | {clock / hand[0]:.2f} | {worked:.2f} | {worked / hand[1]:.2f}"
        print(f"| {side}{note} | {ratios} | {memory:.0f} | {other} |")
    return good


if __name__ == "__main__":
    sys.exit(main())
