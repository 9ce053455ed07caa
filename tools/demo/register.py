"""A small register file in the national layout, with the sample trust and a few bad rows."""

import csv
from pathlib import Path

from reviewer_app.domain.school import School

PHASES = {"Primary": "2", "Secondary": "4", "All-through": "7"}
HEADER = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName",
    "TypeOfEstablishment (code)", "TypeOfEstablishment (name)", "EstablishmentStatus (code)",
    "EstablishmentStatus (name)", "PhaseOfEducation (code)", "PhaseOfEducation (name)",
    "StatutoryLowAge", "StatutoryHighAge", "Gender (name)", "ReligiousCharacter (name)",
    "SchoolCapacity", "NumberOfPupils", "Trusts (name)", "OfstedLastInsp", "OfstedRating (name)",
    "Street", "Town", "Postcode",
)  # fmt: skip


def write_register(path: Path, schools: tuple[School, ...]) -> int:
    """Write the file as Windows-1252, as the real one is; return the number of bad rows in it."""
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(HEADER)
        for school in schools:
            authority, _, number = school.laestab.partition("/")
            writer.writerow((
                school.urn, authority, school.la_name, number, school.name, "34",
                school.type_name, "1", school.status, PHASES.get(school.phase, "0"), school.phase,
                school.low_age or "", school.high_age or "", school.gender,
                school.religious_character, school.capacity or "", school.roll or "",
                school.trust, _date(school.last_inspection_date), school.last_inspection_grade,
                school.street, school.town, school.postcode,
            ))  # fmt: skip
        writer.writerow(["90000X", "", "", "", "A number that is no number", *[""] * 18])
        writer.writerow(["900011", "", "", "", "", *[""] * 18])
    return 2


def _date(iso: str) -> str:
    return "-".join(reversed(iso.split("-"))) if iso else ""
