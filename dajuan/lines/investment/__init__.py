"""Investment promotion (招商引资): from a lead to capital that has arrived. Kept by the investment bureau.

Answers C3, C19 to C21 and C23 to C25 of the report, and C22 as a contract. Three measures are never mixed: what is
signed (签约, total investment of formal contracts), what is contracted (合同额, this investor's part of it) and what
has arrived (到位, recognised by evidence). Domain.md 2.2; decision 0011.
"""
