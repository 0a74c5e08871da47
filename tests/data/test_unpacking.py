"""Excel and Parquet files that were made to kill whoever reads them."""

import io
import zipfile
from string import ascii_uppercase

import pyarrow as pa
import pytest
from pyarrow import parquet

from data.imports.sheet import read_sheet
from routing.errors import OrderFileError

_OFFICE = "http://schemas.openxmlformats.org"
_RELATIONS = (
    f'<Relationships xmlns="{_OFFICE}/package/2006/relationships">'
    '<Relationship Id="rId1" Type="%s" Target="%s"/></Relationships>'
)
_MAIN = f"{_OFFICE}/spreadsheetml/2006/main"
_OF = f"{_OFFICE}/officeDocument/2006/relationships"


def workbook(*cells, before="", text="name"):
    """Return a workbook whose only sheet holds a text in each of these cells."""
    rows = "".join(
        f'<row r="{cell.lstrip(ascii_uppercase)}"><c r="{cell}" t="inlineStr"><is><t>{text} {cell}</t></is></c></row>'
        for cell in cells
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_OFFICE}/package/2006/content-types"/>',
        "_rels/.rels": _RELATIONS % (f"{_OF}/officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": _RELATIONS % (f"{_OF}/worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OF}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def refusal(content):
    with pytest.raises(OrderFileError) as refused:
        read_sheet(content, "list", OrderFileError)
    return refused.value.findings[0].code


def test_a_small_workbook_is_read():
    assert read_sheet(workbook("A1", "A2"), "list", OrderFileError).rows == ((2, ("name A2",)),)


def test_two_cells_in_opposite_corners_do_not_end_the_program():
    assert refusal(workbook("A1", "XFD1048576")) == "excel_too_large"


def test_a_sheet_that_fits_into_memory_but_is_no_list_is_refused():
    assert refusal(workbook("A1", "ABC100000")) == "excel_too_large"


def test_entities_are_not_followed():
    bomb = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    assert refusal(workbook("A1", "A2", before=bomb, text="&amp;&a;")) == "excel_unreadable"


def test_a_parquet_file_that_unpacks_to_no_end_is_refused():
    content = io.BytesIO()
    parquet.write_table(pa.table({"name": pa.nulls(30_000_000, pa.string())}), content)
    assert len(content.getvalue()) < 2**20
    assert refusal(content.getvalue()) == "excel_too_large"
