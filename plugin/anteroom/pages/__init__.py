"""The shared look of every page: tokens, base template, the plain page for errors."""
