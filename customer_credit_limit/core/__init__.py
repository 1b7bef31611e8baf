"""Pure functions: key figures of payment behaviour and the score made of them."""
