"""The demo zone: the stage on which rooms put their years, and what core itself puts there."""
