"""Documents out: official docx and PDF, workbooks."""
