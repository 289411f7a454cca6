"""The answer sheet: the year's account, whose numbers are figures."""
