"""Tables of questions, a row each: as a workbook or as csv. `columns` knows the headers, `rows` makes questions of the
rows, `workbook` and `delimited` read the files, `writing` writes a workbook and the template."""
