"""Tests of what no single addon can test."""
