"""Questions as teachers type them – 题干, 选项, 答案, 解析 – whether into a sheet, a csv file or a Word document.

`fields` is what one question consists of there, `words` what its words mean, `keys` makes body and key of them, and
`telling` the same the other way round.
"""
