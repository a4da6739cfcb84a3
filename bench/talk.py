"""Ordinary sentences, with slots for numbers and dates; the traffic of the bench is made of them."""

from __future__ import annotations

from typing import Final

ENGLISH: Final = (
    "My rate is {n2}/h, or {n4} flat for the whole migration.",
    "Milestones: {n3} + {n3} + {n3} = {n4} USD, paid on approval.",
    "We budgeted ${n2},{n3} to ${n2},{n3}, VAT not included.",
    "The last invoice was INV-2026-{n3}{n4} over {n4}.{n2} EUR.",
    "Could you start on {date}, and deliver the first part by {date}?",
    "I am free {hours} (UTC+2) on most days.",
    "Order {n7} was merged into {n7}, which confuses the export.",
    "Commit {hex} broke the login, the one before it was fine.",
    "The request id is {hex}-{n4}-4{n3}-{hex}.",
    "We run Python 3.{n2}.{n1} and node {n2}.{n2}.{n1} behind nginx 1.{n2}.",
    "pip install numpy==1.{n2}.{n1} fails with exit code {n1}.",
    "The handler lacks @transaction.atomic, so half of it stays on failure.",
    "@media (min-width: {n3}px) is missing in checkout.css.",
    "Our proxy forwards 172.20.{n1}.{n2}:9443 to the old cluster.",
    "Retina versions are icon@2x.webp and icon@3x.webp, {n3}x{n3}.",
    "I have built {n1} WhatsApp Business API integrations so far.",
    "Build a Telegram bot that tells a bakery when flour runs low.",
    "Validation of the phone column fails on import, e-mail is fine.",
    "The sticky call button overlaps the cookie banner on small screens.",
    "Looking for somebody who embedded the Zoom web client in Angular.",
    "Tracking number {n6}{n6} has not moved since {date}.",
    "The epoch value {n10} is wrong, it should end in {n3}.",
    "I would rather stay on this chat before a contract, those are the rules.",
    "I know ASP.NET Core, Node.js, Vue.js and a bit of Socket.io.",
    "See https://docs.python.org/3/library/re.html for the flags.",
    "The design is at https://www.figma.com/file/{hex}/Checkout in the shared project.",
    "There are {n4} rows and {n2} columns, {n1} of them empty.",
    "Conversion went from {n1}.{n2} % to {n1}.{n2} % in {n1} weeks.",
    "Coordinates {n2}.{n6}, {n2}.{n6} are the depot.",
    "Two out of nine chapters want an edit, five want a reread.",
    "It worked for me at the second try, thank you for the hint.",
    "Could you tell me more about the team and how you review changes?",
    "I read your brief twice and have three questions about the second milestone.",
    "Happy to do a paid test first, so that you see how I work.",
    "The tone should be warm, not salesy, like a letter from a neighbour.",
    "Attached are {n1} samples, the last one is closest to what you describe.",
    "Fetch the sources: git clone git@gitlab.com:tools/bookbinder.git",
    "Please write the alt texts as well, about {n2} words each.",
    "We would answer {n2} customer e-mails and {n2} calls a day.",
    "My last client was a clinic in Leeds, {n1} years together.",
)
OTHER: Final = (
    (
        "Mi tarifa es de {n2} por hora y puedo empezar el {date}.",
        "El botón de WhatsApp no abre en el móvil, versión {n1}.{n2}.",
        "Prefiero seguir por este chat hasta que haya contrato, gracias.",
        "La factura 33-2026-{n4} salió con el IVA equivocado.",
        "Leí el encargo dos veces y tengo tres preguntas sobre la segunda parte.",
    ),
    (
        "Consigo entregar até {date}, são {n1} etapas de {n3} reais.",
        "O bot do Telegram tem que avisar o estoque quando faltar farinha.",
        "A validação do campo telefone falha na importação de {n4} linhas.",
        "Fiz algo parecido para uma clínica no Porto, durou {n1} meses.",
    ),
    (
        "La facture {n4}-{n4} est partie avec la mauvaise TVA.",
        "Je peux livrer la première partie le {date} et la suite après vos retours.",
        "Restons sur la messagerie d'ici jusqu'au contrat, s'il vous plaît.",
        "Il reste {n2} icônes et le thème sombre, soit {n1} jours de travail.",
    ),
    (
        "Angebot AN-{n5}, gültig bis {date}, drei Positionen zu je {n3} Euro.",
        "Die Schaltfläche zum Anrufen überdeckt den Hinweis unten, Auflösung {n4}x{n4}.",
        "Ich habe die Beschreibung gelesen und beginne gern am {date}.",
        "Der Import bricht in Zeile {n4} ab, Fehler {n3}, ab Version {n1}.{n2}.",
    ),
    (
        "Posso iniziare il {date}; il preventivo è di {n4} euro in tutto.",
        "Il modulo con il campo e-mail non si apre su schermi da {n3} pixel.",
        "Ho letto la descrizione due volte, vorrei capire meglio la seconda fase.",
    ),
    (
        "De levering is op {date}, het gaat om {n3} regels en {n1} talen.",
        "De knop om te bellen staat over de melding heen, op {n4} pixels breed.",
        "Ik werk al {n1} jaar met webwinkels en stuur graag een voorbeeld.",
    ),
    (
        "Mogę zacząć {date}, stawka to {n2} zł za godzinę, łącznie {n2} godzin.",
        "Faktura {n4}/2026 ma złą stawkę, proszę o korektę do {date}.",
        "Przeczytałem opis i mam trzy pytania o drugi etap prac.",
    ),
    (
        "Макет готов, осталось {n2} иконок и тёмная тема к {date}.",
        "Стоимость {n4} за всё, первая часть будет готова через {n1} дня.",
        "Проверка поля с телефоном падает при импорте {n4} строк.",
        "Предпочитаю обсуждать всё здесь, пока нет договора.",
    ),
    (
        "第一部分大约需要{n1}天,总价{n4}元,{date}之前可以交付。",
        "我看了两遍需求,对第二个阶段有三个问题想先确认一下。",
        "导入在第{n4}行失败,错误代码{n3},版本{n1}.{n2}。",
    ),
    (
        "デザインは{date}までに{n1}案お送りします。ご確認ください。",
        "電話番号の入力欄で{n4}件のエラーが出ています。",
        "要件を拝見しました。第二段階について三つ質問があります。",
    ),
)
"""One group a language: a message keeps to one."""
