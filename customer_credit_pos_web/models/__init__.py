"""Models of the till wing (pos_*) and of the shop wing (payment_*, sale_*, website*)."""
