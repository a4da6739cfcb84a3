"""The marketplace's side: REST v1 in, Standard Webhooks out."""
