"""Denoising by a convolutional network, every derivative by hand: an assignment of seven exercises in torch."""
