"""How a text is read: folded views, words, signs, letters apart, encodings undone."""
