"""Tests of the till wing and of the shop wing."""
