"""Proofs with several processes on real cursors: races, crashes, replays."""
