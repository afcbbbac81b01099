"""What the page may show of a person."""

from __future__ import annotations

import pytest

from liuke.insight.reports.masking import (
    masked_cell,
    masked_name,
    masked_phone,
    masked_plate,
    masked_text,
    masked_vin,
)


@pytest.mark.parametrize(
    ("case", "field", "text", "shown"),
    [
        ("a mobile", "phone", "13812341234", "138****1234"),
        ("a mobile with blanks", "phone", "138 1234 5678", "138****5678"),
        ("a mobile of another country", "phone", "+8613812341234", "+86****1234"),
        ("a landline", "phone", "02158881234", "021****1234"),
        ("a short number", "phone", "8881234", "***34"),
        ("lost digits are nobody's", "phone", "1.38E+10", "1.38E+10"),
        ("a name", "owner_name", "张小明", "张*"),
        ("a double family name", "owner_name", "欧阳娜娜", "欧阳*"),
        ("a company", "owner_name", "留客汽车租赁有限公司", "留客***"),
        ("a VIN", "vin", "LATPAB071W1005301", "…005301"),
        ("a VIN too short", "vin", "LATPAB071W10053", "…W10053"),
        ("a plate", "plate", "沪A12345", "沪A·***45"),
        ("a plate of a new-energy car", "plate", "沪AD12345", "沪A·***45"),
        ("a diplomat's plate", "plate", "使123456", "***56"),
        ("an order number stays", "order_no", "GD20230811-07", "GD20230811-07"),
        ("a long order number stays", None, "20240305001", "20240305001"),
        ("a phone in free text", None, "请联系13812341234王先生", "请联系138****1234王先生"),
        ("an identity number", None, "110101199003074518", "110****18"),
        ("a VIN in free text", "content", "车架LATPAB071W1005301漏油", "车架…005301漏油"),
    ],
)  # fmt: skip
def test_cells_are_masked_by_their_meaning(case: str, field: str | None, text: str, shown: str) -> None:
    assert masked_cell(text, field=field) == shown


def test_nothing_to_mask_is_empty() -> None:
    assert (masked_phone(None), masked_name("  "), masked_vin(None), masked_plate("")) == ("", "", "", "")
    assert masked_text("") == ""
