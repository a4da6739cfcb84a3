"""REST v1 to be read by people: a page made of the OpenAPI document, and one of the problems."""
