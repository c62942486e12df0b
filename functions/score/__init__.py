"""The stateless score function: an object event in, a drift verdict out."""
