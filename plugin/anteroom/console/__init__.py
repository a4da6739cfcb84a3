"""The console: the pages of the marketplace's support and trust people and of whoever runs this."""
