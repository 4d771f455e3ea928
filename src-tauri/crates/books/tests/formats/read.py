"""What other programs make of the files: one question, answered as JSON."""

import json
import re
import sys
from decimal import Decimal


def duckdb(folder, guide):
    import duckdb

    table = f"read_parquet('{folder}/**/*.parquet', hive_partitioning = true)"
    ask = duckdb.sql
    sums = ask(
        f"SELECT BillingAccountId, billing_period, count(*), sum(BilledCost) FROM {table} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    types = {name: kind for name, kind, *_ in ask(f"DESCRIBE SELECT * FROM {table}").fetchall()}
    one = "SELECT count(*), sum(BilledCost) FROM {} WHERE {}"
    by_folder = ask(one.format(table, "billing_period = '2026-02'")).fetchall()[0]
    by_rows = ask(one.format(table, "BillingPeriodStart = TIMESTAMPTZ '2026-02-01 00:00:00+00'")).fetchall()[0]
    tagged = ask(f"SELECT count(*) FROM {table} WHERE Tags LIKE '%\"team:research\":true%'").fetchall()[0][0]
    return {
        "rows": ask(f"SELECT count(*) FROM {table}").fetchall()[0][0],
        "sums": [
            {"account": account, "month": month, "rows": rows, "billed": str(billed)}
            for account, month, rows, billed in sums
        ],
        "types": types,
        "of_one_month": [by_rows[0], str(by_rows[1])],
        "of_one_partition": [by_folder[0], str(by_folder[1])],
        "tagged": tagged,
        "negative": ask(f"SELECT count(*) FROM {table} WHERE BilledCost < 0").fetchall()[0][0],
        "guide": [len(ask(query.replace("'exports/", f"'{folder}/")).fetchall()) for query in guide],
    }


class Sheets:
    """Reckons the formulas that Voltdeck writes, in doubles as a program for sheets does."""

    def __init__(self, book):
        self.book = book

    def column(self, sheet, column, first, last):
        return [self.book[sheet][f"{column}{row}"].value for row in range(int(first), int(last) + 1)]

    def reckon(self, sheet, formula):
        body = formula[1:]
        body = re.sub(r"'([^']+)'!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)", r"column(r'\1', '\2', \3, \4)", body)
        body = re.sub(r"SUM\(([A-Z])(\d+):[A-Z](\d+)\)", rf"SUM(column('{sheet}', '\1', \2, \3))", body)
        body = re.sub(r"(?<![\w'\"])([A-Z])(\d+)(?![\w'\"])", rf"column('{sheet}', '\1', \2, \2)[0]", body)
        body = re.sub(r'"=((?:[^"]|"")*)"', lambda found: repr(found[1].replace('""', '"')), body)

        def number(value):
            return value if isinstance(value, (int, float)) else 0

        def matches(value, wanted):
            # A tilde takes the meaning from the wildcard after it.
            return isinstance(value, str) and value.lower() == re.sub(r"~([~*?])", r"\1", wanted).lower()

        known = {
            "column": self.column,
            "SUM": lambda values: sum(map(number, values)),
            "SUMIF": lambda where, wanted, values: sum(
                number(value) for at, value in zip(where, values) if matches(at, wanted)
            ),
            "COUNTIF": lambda where, wanted: sum(matches(at, wanted) for at in where),
            "ROUND": round,
        }
        return eval(body, {"__builtins__": {}}, known)


def openpyxl(book):
    import datetime

    import openpyxl

    formulas, cached = openpyxl.load_workbook(book), openpyxl.load_workbook(book, data_only=True)
    sheets = Sheets(cached)
    told, groups = [], {}
    for row in formulas["Statement"].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                here = cached["Statement"]
                beside = here[f"D{cell.row}"].value if cell.column_letter == "C" else None
                told.append(
                    {
                        "formula": cell.value,
                        "cached": str(Decimal(repr(here[cell.coordinate].value))),
                        "reckoned": str(Decimal(repr(sheets.reckon("Statement", cell.value)))),
                        "exact": beside,
                    }
                )
                if beside is not None:
                    groups[here[f"A{cell.row}"].value] = {"exact": beside, "lines": here[f"B{cell.row}"].value}
    lines = list(cached["Lines"].iter_rows(min_row=2, values_only=True))
    head = [cell.value for cell in cached["Lines"][1]]
    effect, exact, created = head.index("Effect on balance"), head.index("Effect, exact"), head.index("Created (UTC)")
    assert cached["Lines"].freeze_panes == "A2"
    return {
        "sheets": cached.sheetnames,
        "formulas": told,
        "groups": groups,
        "lines": len(lines),
        "exact": str(sum(Decimal(row[exact]) if row[exact] else Decimal(repr(row[effect])) for row in lines)),
        "created": sum(isinstance(row[created], datetime.datetime) for row in lines),
    }


def checksum(lines, guide):
    import contextlib
    import csv

    known = {"path": lines}
    with contextlib.redirect_stdout(sys.stderr):
        exec(guide.replace('"lines.csv"', "path"), known)
    with open(lines, newline="", encoding="utf-8") as file:
        total = sum(Decimal(row["Effect on balance"]) for row in csv.DictReader(file))
    return {"checksum": known["checksum"], "sum": str(total)}


if __name__ == "__main__":
    question, given = sys.argv[1], json.loads(sys.argv[2])
    json.dump({"duckdb": duckdb, "openpyxl": openpyxl, "checksum": checksum}[question](**given), sys.stdout)
