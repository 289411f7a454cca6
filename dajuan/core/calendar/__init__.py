"""Working days, clocks and rule sets with dates."""
