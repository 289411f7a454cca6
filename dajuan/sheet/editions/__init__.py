"""The life of an edition of the year's report (定稿): from the draft sent out to the restatement of what was published.

Kept by the general office. Each owner office confirms its figures (数据核实); the text is reviewed (审核), signed
(签发), reviewed for secrecy (保密审查), numbered, frozen and published; where the records say otherwise later, it is
restated (数据修订). Each step is an entry about the subject `Edition`, taken here or on paper. Decision 0016.
"""
