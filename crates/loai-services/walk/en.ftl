coin-heads = 🪙 Heads.
coin-tails = 🪙 Tails.
