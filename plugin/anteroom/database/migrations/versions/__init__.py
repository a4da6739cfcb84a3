"""One revision a pair of files, `NNNN_name.py` and `NNNN_name.sql`; a released one is never edited."""
