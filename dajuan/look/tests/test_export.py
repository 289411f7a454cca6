"""Lists as workbooks."""

import io

import openpyxl
import pytest
from django.utils import translation

from dajuan.look.export import workbook_response
from dajuan.values.workbook import Column, Kind


@pytest.mark.django_db  # closing a response lets go of idle connections
def test_a_list_goes_out_with_a_watermark_and_nothing_runs_in_it() -> None:
    rows = [("=1+1", 7, "911301234567890123"), ("@cmd", 8, "007")]
    with translation.override("en"):
        response = workbook_response("工程", ["名称", Column("条数", Kind.WHOLE), "信用代码"], rows, "李文静")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active  # type: ignore[arg-type]  # it is synchronous
    assert sheet is not None
    told = str(sheet["A1"].value)
    assert told.startswith("工程 · drawn for 李文静 at ")
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["名称", "条数", "信用代码"],
        ["=1+1", 7, "911301234567890123"],
        ["@cmd", 8, "007"],
    ]
    assert sheet["A3"].data_type == "s"
    assert "xlsx" in response["Content-Disposition"]
    response.close()
