"""Procedures in Excel, as officers type them: one workbook with a sheet for each part of a procedure's content.

    layout.py   the sheets, their columns, what each cell may hold
    cells.py    one kind of cell: what is written for a value, what value is read
    writing.py  a Sheet to rows
    lines.py    the rows of a file       reading.py  rows to Sheets, with every fault's place
    book.py     the .xlsx file: drop-downs, notes, an example, the rows

Empty is "chưa có thông tin", «Không có» is none (see `procedures.sheet`). Pure.
"""
