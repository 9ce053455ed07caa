"""The judgement place: estimates, statements and the evidence behind them."""
