"""The needs survey: a round is opened, deputies and staff answer, the round is closed and names go for good.

`people` says who is asked, `models` holds what is kept while a round is open and what afterwards; the report is
written by the room of the reports.
"""
