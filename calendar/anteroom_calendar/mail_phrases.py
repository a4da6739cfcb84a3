"""What mail programs write around a typed answer, in the languages that ours come in: patterns over one line.

Each is matched at the line's beginning, without regard to case. Every repetition is bounded.
"""

from __future__ import annotations

import re


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_WROTE = (
    r"wrote|writes|schrieb|escribi[óo]|a écrit|ha scritto|escreveu|schreef|skrev|napisał(?:\(a\)|a)?|napsala?"
    r"|kirjoitti|написал[аи]?|пишет|написав|yazdı|írta|a scris|έγραψε|đã viết|menulis|כתב(?:ה)?|كتب(?:ت)?"
)
_EAST = r"写道|寫道|のメール|書きました|のメッセージ|님이 작성"

# "On Thu, 20 Nov 2026 at 10:15, Dana wrote:"; Chinese, Japanese and Korean put no space before the verb.
# Gmail's Russian has no verb at all.
ATTRIBUTION = _pattern(
    rf"(?:.{{0,300}}\s)?(?:{_WROTE})(?:\s.{{0,120}})?\s?[:：]$|.{{0,300}}(?:{_EAST})\s?[:：]?$"
    r"|.{0,300}<[^<>\s]{3,200}>\s?[:：]$"
)
# How every attribution ends, by which it is told fast from any other line.
ATTRIBUTED = (":", "：", *_EAST.split("|"))
# What every attribution holds: a year, a time or an address.
DATED = _pattern(r"\d{4}|\d{1,2}[:.h]\d{2}|[\w.+-]@[\w-]|年")
# How one that is broken into several lines begins.
OPENING = _pattern(
    r"(?:on|am|el|le|il|em|op|den|dne|dnia|w dniu|в|pada|vào)\s|\d|\w{2,10}[.,]\s.{0,20}\d{4}"
    r"|[^<>]{1,80}<[^<>]{0,80}$"
)
# "-----Original Message-----", "---------- Forwarded message ---------"
DIVIDER = _pattern(
    r"[-–—_=*\s]{0,60}(?:original (?:message|appointment)|(?:forwarded|reply) message|forwarded by"
    r"|ursprüngliche nachricht|original-?nachricht|ursprünglicher termin|weitergeleitete nachricht"
    r"|mensaje (?:original|reenviado)|message (?:d['’]origine|original|transféré)"
    r"|messaggio (?:originale|inoltrato)|mensagem (?:original|encaminhada)"
    r"|(?:oorspronkelijk|doorgestuurd) bericht|(?:ursprungligt|vidarebefordrat) meddelande"
    r"|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti"
    r"|wiadomość oryginalna|przekazana wiadomość"
    r"|původní zpráva|исходное сообщение|пересылаемое сообщение|原始邮件|转发邮件|元のメッセージ|원본 메시지)"
    r"\s?[-–—_=*:：].{0,80}$|begin forwarded message:$"
)
# The head of an original that is not marked, as Outlook and Apple write it.
FROM = _pattern(
    r"\*?(?:from|von|de|da|van|från|fra|od|от|отправитель|kimden|lähettäjä|发件人|寄件者|差出人|보낸 사람)"
    r"\*?\s?[:：]\*?\s"
)
FIELD = _pattern(
    r"\*?(?:sent|gesendet|enviado(?: el| em)?|envoyé|inviato|verzonden|skickat|sendt|wysłano|отправлено"
    r"|date|datum|fecha|data|дата|发送时间|送信日時|日付|보낸 날짜"
    r"|to|an|para|à|a|aan|till|til|do|кому|收件人|宛先|받는 사람|cc|kopie|копия"
    r"|subject|betreff|asunto|assunto|objet|oggetto|onderwerp|ämne|emne|temat|тема|主题|件名|제목)\*?\s?[:：]"
)
RULE = _pattern(r"[_-]{10,}$")
SIGNATURE = _pattern(r"(?:--|—|__)$")
# "Sent from my iPhone"
DEVICE = _pattern(
    r"(?:sent (?:from|with|via|using) (?:my|the|yahoo|outlook|mail|gmail|proton|samsung|android|an?)\b"
    r"|get outlook for|outlook für|diese nachricht wurde von meinem"
    r"|(?:gesendet )?von meinem|gesendet (?:mit|über|von) (?:outlook|mail|proton|der)\b"
    r"|enviado desde (?:mi|outlook|mail|yahoo|correo|el|proton)\b|obtener outlook para"
    r"|envoyé (?:de|depuis|avec|à partir)\b|télécharge[rz] outlook|obtenir outlook pour"
    r"|inviato (?:da|dal)\b|scarica outlook per|enviado (?:do meu|a partir|pelo|do)\b|obter o outlook para"
    r"|verstuurd vanaf|verzonden vanaf|skickat från (?:min|outlook|mail)|sendt fra (?:min|outlook|mail)"
    r"|lähetetty|wysłane z|odesláno z|отправлено (?:с|из)\s|(?:iphone|ipad)\s?(?:から送信|で送信)"
    r"|发自我的|從我的|나의 iphone|iphone에서 보냄|iphone['’]?[ıu]mdan gönderildi).{0,80}$"
)
