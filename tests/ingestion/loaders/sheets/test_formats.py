"""Numbers as their formats show them."""

from __future__ import annotations

import pytest

from ingestion.loaders.sheets.formats import formatted, formatted_text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        *((0.1 + 0.2, "General", "0.3"), (12, "General", "12"), (1234567.891, "#,##0.00", "1,234,567.89")),
        *((0.256, "0%", "26%"), (3.5, '0.0" kg"', "3.5 kg"), (1234, "00000", "01234")),
        *((12345678, '0.0,,"M"', "12.3M"), (4567890, '#,##0,"k"', "4,568k"), (5550142, "000-0000", "555-0142")),
        *((1, '"Yes";"Yes";"No"', "Yes"), (0, '"Yes";"Yes";"No"', "No"), (-4300, "#,##0;(#,##0)", "(4,300)")),
        *((1999.5, "#,##0.00\\ [$€-407]", "1,999.50 €"), (42, '"INV-"0000', "INV-0042")),
        *((0.125, "# ?/?", "1/8"), (2.75, "# ?/?", "2 3/4"), (123456789, "(000) 000-000", "(123) 456-789")),
        *((1.5, '_-* #,##0.00\\ "€"_-', "1.50 €"), (0, '#,##0;-#,##0;"-"', "-"), (-5, "0", "-5")),
        *((150, '[>=100]"many";0', "many"), (3, '[>=100]"many";0', "3"), (1e6, "0.00E+00", "1000000")),
        *((45413, "d/m/y", "2024-05-01"), (45413.3958333333, "d/m/y h:mm", "2024-05-01 09:30")),
        *((0.2951388889, "h:mm", "07:05"), (1.5625, "[h]:mm", "37:30"), (46082, "mmm-yy", "Mar 2026")),
    ],
)
def test_formatted_reads_as_in_excel(value: float, code: str, text: str) -> None:
    assert formatted(value, code) == text


def test_text_stands_where_its_format_says() -> None:
    assert formatted_text("17", '"No. "@') == "No. 17"
    assert formatted_text("17", "0.00") == "17"
