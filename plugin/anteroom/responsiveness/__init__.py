"""How soon members answer, by a written rule, as a marketplace shows it."""
