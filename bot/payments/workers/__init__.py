"""Loops that move money on: refunds, payments that rest, providers that are down."""
