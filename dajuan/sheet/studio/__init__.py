"""The studio (材料起草): the year's report is written here, its numbers are figures and its words are checked.

Kept by the general office; each passage belongs to the office that keeps its line of work. What others build upon:

- `models`: `Manuscript` (one a year), `Passage` (one line of work in one language), `Revision`; the entries `Citation`
  (a document of somebody else), `Estimate`, `Answer` (to a `DataCall`).
- `marks`: how a figure stands in the text, 【roads-opened·change｜条】, and as people read it, 【打通断头路·同比｜条】.
- `rendering.rendered(passage, book)`: paragraphs of words and numbers; `rendering.as_sheet(manuscript, book, language)`
  the whole as an `AnswerSheet`, from which every document is made.
- `claims.claims_of(passage, book)`, `claims.of_manuscript(manuscript, book, language)`: every claim with its state
  (figure, evidence, estimate, data call, open) and grade. `Claim.as_json()` is what an edition freezes.
- `changes.changed_sentences(passage, frozen, book)`: sentences that read differently by now, with wordings to choose.
- `life.follow(life)`: who knows which passages are confirmed tells it here; the studio itself freezes nothing.
"""
