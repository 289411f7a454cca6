"""Reading other people's reports: every claim in a text is found, understood and checked against itself.

Rules that can be read, no model, no network: the same text gives the same findings every time. `read` of
`dajuan.sheet.reading.claims` is the way in; what it finds is a `Finding`. See decision 0013.
"""
