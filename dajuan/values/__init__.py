"""Plain Python of the trade: codes, measures, words of comparison. No database."""
