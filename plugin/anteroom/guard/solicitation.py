"""Requests to leave the marketplace: who, by what channel, and whether it was a refusal or a product."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anteroom.guard.catalogue import pattern
from anteroom.guard.model import Kind
from anteroom.guard.suspicion import Suspicion
from anteroom.guard.views import View

_CHANNEL: Final = (
    r"(?:whats ?app|wasap|zap|telegram|skype|signal|discord|viber|we ?chat|messenger|insta(?:gram)?|linkedin|zoom|"
    r"google meet|hangouts|facetime|teams|e-?mail|phone|snapchat|zalo|(?:green|blue|w) app)"
)
_DETAIL: Final = (
    r"(?:(?:phone |cell |mobile |private )?number|e-?mail(?: address)?|mail(?: address)?|phone|cell|mobile|digits|"
    r"whats ?app|telegram|skype|discord|insta(?:gram)?|signal|contact(?: details| info)?|gmail)"
)
_RULES: Final = (
    ("move", rf"\b(?:continue|talk|chat|speak|move|switch|go|hop|jump|meet|connect|call|write|message)\b[^.?!\n]{{0,30}}\b(?:on|to|over|via|by|through)\b (?:my |your |a |the |quick )?{_CHANNEL}\b"),
    ("ask", rf"\b(?:send|give|share|drop|tell|pass|leave|get|have|ping)\b (?:me |us )?(?:with )?(?:your|ur|you|a|the|my)\b (?:own |personal |private )?{_DETAIL}\b"),
    ("ask", rf"\bwhat(?:'s| is|s) (?:your|ur) {_DETAIL}\b|\bwhat {_DETAIL} (?:do i|should i|do you use)\b"),
    ("ask", rf"\b(?:are you on|do (?:you|u) (?:have|use)|got a?|can i have (?:your|ur)|may i have your) ?{_CHANNEL}\b[^.!\n]{{0,30}}[?]"),
    ("ask", rf"\b(?:share|send|give) (?:me )?(?:your|ur) {_CHANNEL}\b|\bswap(?:ping)? (?:numbers|e-?mails|contacts)\b"),
    ("outside", r"\b(?:take (?:this|it)|talk|speak|chat|work|pay|settle|deal|continue|text me|hire you|hiring you|reach you|contact me|contact you)\b[^.?!\n]{0,30}\b(?:off (?:the )?(?:platform|site|upwork|fiverr)|outside(?: of)?(?: here| the (?:site|platform))?|somewhere else|elsewhere|without the middleman)\b"),
    ("outside", r"\bpay you (?:directly|privately|outside|via paypal)\b|\bskip the (?:site|platform)\b|\bwhere else can i (?:write|reach|talk)\b"),
    ("call", r"(?:^|[.!,;] |\bor |\bjust |\bplease |\bcan you |\bcould you )(?:call|text|whatsapp|facetime) me (?:later|at|on|directly|instead|outside|now|tonight|today|when)\b"),
    ("es", rf"\b(?:hablamos|hablemos|seguimos|pasamos|sigamos|me pasas|pasame|mandame|dame|dime)\b[^.?!\n]{{0,25}}\b(?:{_CHANNEL}|numero|telefono|correo|movil)\b|\bcerramos por fuera\b|\bpor fuera de la plataforma\b"),
    ("pt", rf"\b(?:bora|vamos|me passa|passa|me manda|manda|me chama)\b[^.?!\n]{{0,25}}\b(?:{_CHANNEL}|numero|telefone|celular)\b|\bpagar? por fora\b"),
    ("fr", rf"\b(?:passer|continuer|parler|discuter|donnez|donne|envoyez|envoie)\b[^.?!\n]{{0,25}}\b(?:sur {_CHANNEL}|votre numero|ton numero|votre (?:e-?)?mail|votre adresse)\b"),
    ("de", rf"\b(?:auf|uber|per) {_CHANNEL} (?:wechseln|schreiben|weiter|sprechen|reden)|\b(?:schicken|geben|gib|schick|sagen)\b[^.?!\n]{{0,25}}\b(?:ihre|deine)\b (?:private |handy)?-?(?:nummer|mail\w*|telefonnummer|e-mail\w*)\b"),
)  # fmt: skip
_REFUSAL: Final = (
    r"\b(?:don'?t|do not|cannot|can'?t|won'?t|not|never|no|without sharing|against|rules?|policy|allowed|instead of|"
    r"ban|banned|prefer not|refuse|decline|rather not|stay|avoid|lo siento|normas|prefiero seguir|nao|desolee|restons|ne|kein\w*|nicht|"
    r"button|bot|integrat\w*|api|feature|form|field|template|campaign|plugin|widget|page|flow|script|label|sdk|app for|"
    r"customers?|clients'|users?|subscribers?|translate|campo|boton|formulario|feld|champ)\b"
)
_SENTENCE: Final = r"[^.?!\n]+[.?!]*"


def find_solicitations(folded: View) -> Iterator[Suspicion]:
    """Requests to talk elsewhere, sentence by sentence, unless the sentence refuses or describes a product."""
    for sentence in pattern(_SENTENCE).finditer(folded.text):
        if pattern(_REFUSAL).search(sentence[0]):
            continue
        for rule, source in _RULES:
            match = pattern(source).search(sentence[0])
            if match is not None:
                begin = sentence.start() + match.start()
                start, end = folded.span(begin, begin + len(match[0]))
                yield Suspicion(Kind.SOLICITATION, start, end, f"solicitation.{rule}", 0.45)
                break
