"""The doctor: what a deployment lacks for production, one finding a check, with what to do next."""
