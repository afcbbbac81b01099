"""Takes files in: plans every sheet, stages its rows, and gives an account of all of them."""
