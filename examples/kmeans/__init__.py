"""k-means in numpy: an assignment of two exercises, without a rule and without torch."""
