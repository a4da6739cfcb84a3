"""Finds times that suit everybody: pure functions over integers, which know nobody and ask nobody."""
