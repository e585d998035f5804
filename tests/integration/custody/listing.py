"""Custody lists for tests: a heading and rows, as a spreadsheet would save them."""

from __future__ import annotations

import csv
import io

from healthapp.custody.cells import COLUMNS

RAUF = {
    "surname": "Kərimli",
    "given_name": "Rauf",
    "father_name": "Elçin",
    "patronymic": "oğlu",
    "sex": "kişi",
    "birth_date": "14.06.1991",
    "fin": "5ABC123",
    "legal_status": "remand",
    "origin": "police",
    "admitted_at": "11.03.2026 12:30",
    "place": "2-ci korpus, 14",
    "languages": "az ru",
}
ISMAYIL = {
    **RAUF,
    "surname": "İsmayılov",
    "given_name": "İlqar",
    "father_name": "Işıq",
    "birth_date": "1988-02-29",
    "fin": "",
    "place": "",
}
LALE = {
    **RAUF,
    "surname": "Quliyeva",
    "given_name": "Lalə",
    "father_name": "Vaqif",
    "patronymic": "qızı",
    "sex": "женский",
    "birth_date": "01.09.1979",
    "fin": "7XYZ987",
    "legal_status": "Məhkum",
    "origin": "court",
}


def table(*rows: dict[str, str], separator: str = ";", columns: tuple[str, ...] = COLUMNS) -> bytes:
    """The file in UTF-8; cells with the separator or a quotation mark are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue().encode()
