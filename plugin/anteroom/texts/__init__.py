"""Human text that the guard held: a thing, until it is reworded, released, withdrawn or expires."""
