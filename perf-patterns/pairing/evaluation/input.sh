#!/usr/bin/env bash
# Prints what the programs of programs.txt read: the same 20,000 lines of comma-separated
# values each time, a quarter of them repeated.
awk 'BEGIN {
  for (i = 0; i < 20000; i++) {
    k = i % 15000
    printf "name-%d,%d,%.3f,some words of row %d\n", k, k * 7919 % 10007, k / 7, k
  }
}'
