"""How far invitations come under each plan and row of the contact rule, and what the rule does to texts.

What counts when is written in `model.py`; nothing here names a person.
"""
