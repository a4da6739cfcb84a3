"""How well the guard does on a labelled corpus."""
