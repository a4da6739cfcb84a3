"""Where the marketplace's own people sign in: an OpenID provider with invented people, one for each role."""
