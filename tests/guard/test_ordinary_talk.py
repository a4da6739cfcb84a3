"""Ordinary business and technical talk must pass untouched: the guard disturbs nobody."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Context, Guard

GUARD = Guard()

ORDINARY = [
    "My price is 1,250 for the first part and 2,400 for the second, 3,650 in all.",
    "We budgeted $12,000 to $15,500, VAT not included.",
    "12 x 350 = 4200, minus 10% makes 3780.",
    "Rates: 45/h junior, 70/h senior, 90/h lead.",
    "Cost went from 31.20 to 18.75 and then 17.10 EUR.",
    "It was 4 500 000 UGX last year.",
    "Thursday 26 November 2026, 15:00–15:45 works for me.",
    "I am free 14:00-16:30 or 17:15-18:00 (UTC+2).",
    "Milestones fall on 09/01/2027, 30/01/2027 and 20/02/2027.",
    "Deadline 2026-12-01T23:59:00Z, hard stop.",
    "DTSTART:20261126T150000Z is what the feed sends.",
    "Holidays 22.12.2026 to 06.01.2027, then back.",
    "GMT+5:30 against UTC-08:00 is thirteen and a half hours.",
    "The epoch value 1795705200 is wrong, it should be 1795708800000.",
    "Order 4471902 was merged into 4468815.",
    "Invoice INV-2026-0008713 lacks the VAT line.",
    "Our procurement wants purchase order 8810045527 on each bill.",
    "Tracking number 004471882033 has not moved.",
    "SKU 88-1042-7731-XL appears three times.",
    "ISBN 978-3-16-148410-0 is the one from the docs.",
    "The request id is 7c0d3a52-19be-4e0f-8a7d-5521e6f0b914.",
    "Commit 9f1c2ab77e1 broke the login.",
    "The lock file pins sha256:77aa01f4c2be9d3385e6610492bb7d0e5f8c1a23946b50de71fc28a3490b6ce5.",
    "Our proxy forwards 172.20.4.9:9443 to the old cluster.",
    "Ping to 192.0.2.17 takes 14 ms.",
    "ssh deploy@10.20.0.5 -p 2222 hangs.",
    "Upgrade from 3.11.7 to 3.12.1, and node 20.11.1 to 22.2.0.",
    "pip install numpy==1.26.4 pandas==2.2.1",
    "The build broke after @angular/core@17.3.2 came in.",
    "The handler lacks @transaction.atomic, so half of it stays on failure.",
    "Use @Override and @Nullable everywhere.",
    "@media (min-width: 768px) is missing.",
    "Fetch the sources: git clone git@gitlab.com:tools/bookbinder.git",
    "The regex ^\\+?[1-9]\\d{6,14}$ accepts too much.",
    "A @ B.T is matrix multiplication.",
    "Retina versions are icon-cart@2x.webp and icon-cart@3x.webp.",
    "I know ASP.NET Core, Node.js, Vue.js and Socket.io.",
    "docs.djangoproject.com has a page on that, and so has developers.facebook.com/docs/messenger.",
    "See https://docs.python.org/3/library/re.html for the flags.",
    "The design is at https://www.figma.com/file/abc123/Checkout in the shared project.",
    "The placeholder there reads someone@example.com in grey.",
    "The seeded admin is admin@localhost.",
    "I have built four WhatsApp Business API integrations.",
    "Build a Telegram bot that tells a bakery when flour runs low.",
    "Looking for somebody who embedded the Zoom web client in Angular.",
    "The sticky call button overlaps the cookie banner.",
    "Validation of the phone column fails on import, e-mail is fine.",
    "Write five cold e-mails of 90 words each.",
    "The Slack notifier must batch its posts by hour.",
    "Signal processing in Matlab, EEG data, 256 channels.",
    "You would answer 40 customer e-mails and 15 phone calls a day.",
    "I can't share my number before a contract, sorry.",
    "Please do not send your e-mail address, the files upload fine here.",
    "I'd rather stay on this chat, those are the rules.",
    "We don't talk on WhatsApp with new clients.",
    "We had a narrow line to walk with that headline.",
    "Zoom levels above 400 % crop the legend.",
    "There is some slack in week three.",
    "Two out of nine chapters want an edit, five want a reread.",
    "The dance goes one two three, one two three, turn.",
    "The jingle counts up: one two three four five six seven eight nine.",
    "We met at the fair and looked at example.com together.",
    "Our team at Google used it for years.",
    "Coordinates 52.520008, 13.404954 are Berlin.",
    "The image is 1920x1080, the icon 512x512.",
    "Sin contrato no comparto datos personales, gracias por entender.",
    "El botón de WhatsApp no abre en el móvil.",
    "La factura 33-2026-7781 salió con el IVA equivocado.",
    "O bot do Telegram tem que avisar o estoque.",
    "Restons sur la messagerie d'ici.",
    "Private Kontaktdaten tausche ich erst nach Vertragsschluss aus.",
    "Angebot AN-88213, gültig bis 14.02.2027, drei Positionen.",
    "Макет готов, осталось 12 иконок и тёмная тема.",
    "Agenda: introductions, the migration plan, questions (45 minutes, room 3, 4 people).",
    "Dana, VP Engineering",
    "Maria-José O'Neill",
    "",
]


@pytest.mark.parametrize("text", ORDINARY)
@pytest.mark.parametrize("countries", [(), ("US", "DE")])
def test_it_lets_ordinary_talk_pass_untouched(text: str, countries: tuple[str, ...]) -> None:
    verdict = GUARD.inspect(text, Context(countries=countries, surface="agenda"))
    assert (verdict.action, verdict.findings, verdict.redacted) == (Action.ALLOW, (), text)
    assert verdict.explanation == ""


@pytest.mark.parametrize("name", ["Kofi Mensah", "Kofi Oduya", "Kofi"])
def test_it_leaves_names_of_people_that_are_like_a_service(name: str) -> None:
    assert Guard().inspect(name, Context(surface="name")).action is Action.ALLOW
