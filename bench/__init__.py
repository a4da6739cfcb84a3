"""Measurements beside what one would use instead, in one run, as ratios of medians."""
