"""Sanctioned interviews that freelancers offer: who is asked to leave answers with one of these."""
