coin-heads = 🪙 앞면이 나왔어요.
coin-tails = 🪙 뒷면이 나왔어요.
