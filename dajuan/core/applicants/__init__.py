"""Accounts of enterprises and residents (企业和群众账号): who they are, and for which company they may act.

They come from outside by signing up or by the province's single sign-on, hold no post and no zone, and so have no
right over any row of the zone; what is their own is asked for by applicant, never by right. The office in charge of
the line `applicants` looks at proofs of mandates. Name, number and telephone stand in the person's private part.
"""
