"""Whether somebody attached something to a letter: attachments never pass, and who sent one is told."""

from __future__ import annotations

from email.message import Message

from anteroom_calendar import parsed_mail

# Signatures, and Outlook's wrapping of a mail's own formatting: nobody attached them.
WRAPPINGS = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
    | {"application/ms-tnef", "application/vnd.ms-tnef", "application/pgp-encrypted"}
)
BODIES = frozenset({"text/plain", "text/html"})


def attached(raw: bytes) -> bool:
    """Tell whether a letter brings something besides its text.

    Pictures that the text itself shows (a logo in a signature) do not count. `raw` has passed `read_mail`,
    which bounds its size and depth.
    """
    waiting = [parsed_mail(raw)]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += [child for child in payload if isinstance(child, Message)]
        elif _is_attachment(part):
            return True
    return False


def _is_attachment(part: Message) -> bool:
    kind = part.get_content_type()
    if kind in WRAPPINGS:
        return False
    if kind in BODIES:
        return part.get_content_disposition() == "attachment"
    shown = "Content-ID" in part and part.get_content_maintype() == "image"
    return not shown or part.get_content_disposition() == "attachment"
