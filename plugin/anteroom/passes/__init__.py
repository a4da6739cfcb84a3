"""Personal links, the lobby behind them, and admission to the room."""
