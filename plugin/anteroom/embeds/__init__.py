"""Embeds: an interview inside a marketplace's own page, for the viewer whom the marketplace vouches for."""
