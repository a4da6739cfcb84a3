"""How mail comes: SMTP, LMTP, a webhook, and one intake behind them."""
