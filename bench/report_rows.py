"""The report: our tagged PDF against the same content through WeasyPrint and Typst, warm."""

from bench import report_bench
from bench.run import Row


def rows(runs: int) -> list[Row]:
    result = []
    for name, limit, goal in (("weasyprint", 0.25, "≤ 0.25 ×"), ("typst", 3.0, "≤ 3 ×")):
        row = Row(
            "the report",
            "content → tagged PDF bytes, warm",
            {"weasyprint": "WeasyPrint", "typst": "Typst"}[name],
            goal,
            limit,
        )
        other = getattr(report_bench, name)
        try:
            other()
        except (ImportError, OSError) as error:  # OSError: WeasyPrint without Pango
            row.note = f"{row.yardstick} cannot be run here ({type(error).__name__})."
            result.append(row)
            continue
        report_bench.ours()
        for _ in range(runs):
            row.ours.append(report_bench.ours() * 1000)
            row.theirs.append(other() * 1000)
        result.append(row)
    return result
