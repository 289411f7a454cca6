"""Documents out: the official document as docx and PDF, workbooks, charts for print.

Plain functions from plain data. Nothing here knows of figures, lines or the sheet.
"""
