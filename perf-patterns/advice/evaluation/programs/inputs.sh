#!/usr/bin/env bash
# Writes the inputs of the workloads into the folder $1: the same bytes everywhere
# (awk with a generator of its own; nothing is random).
set -euo pipefail
to=$1
mkdir -p "$to"
export LC_ALL=C
# A linear congruential generator; its modulus keeps products exact in a double.
random='function next_below(n) { state = (state * 16807) % 2147483647; return int(state / 2147483647 * n) }
function word(  i, w) { w = ""; for (i = 3 + next_below(7); i > 0; i--) w = w sprintf("%c", 97 + next_below(26)); return w }'
write() { awk "$random"' BEGIN { state = 20240229; '"$2"' }' </dev/null >"$to/$1.part" && mv "$to/$1.part" "$to/$1"; }

write table.csv 'print "id,name,city,amount,ratio,note"
  for (i = 0; i < 20000; i++) printf "%d,%s,%s,%d.%02d,%.4f,%s %s %s\n", i, word(), word(), next_below(100000), next_below(100), next_below(10000) / 10000, word(), word(), word()'
write columns.txt 'for (i = 0; i < 100000; i++) print word() " " word() " " i " " word() " " next_below(1000) " " word()'
write repeated.txt 'for (i = 0; i < 300000; i++) print "user" next_below(60000) " " "host" next_below(20)'
write log.json 'split("debug info warn error", level, " ")
  for (i = 0; i < 20000; i++) printf "{\"time\":\"2024-02-29T%02d:%02d:%02d.%03dZ\",\"level\":\"%s\",\"message\":\"%s %s %s\",\"service\":\"%s\",\"request_id\":%d}\n", next_below(24), next_below(60), next_below(60), next_below(1000), level[1 + next_below(4)], word(), word(), word(), word(), next_below(1000000)'
write prose.txt 'for (i = 0; i < 4000; i++) { line = word(); for (j = next_below(12); j > 0; j--) line = line " " word(); print line }'
write paper.tex 'print "\\documentclass{article}\n\\begin{document}"
  for (i = 0; i < 1500; i++) { print "\\section{" word() " " word() "}"; print "\\begin{itemize}"
    for (j = 0; j < 4; j++) { line = "\\item " word(); for (k = 4 + next_below(25); k > 0; k--) line = line " " word(); print line }
    print "\\end{itemize}\n\\begin{equation}\n" word() "_{" next_below(9) "} = \\frac{" word() "}{" word() "} % " word() " " word() "\n\\end{equation}\n" }
  print "\\end{document}"'
write page.html 'print "<!DOCTYPE html><html><body>"
  for (i = 0; i < 12000; i++) printf "<div class=\"row r%d\"><a href=\"/%s/%d\">%s %s</a><p>%s <b>%s</b></p></div>\n", next_below(9), word(), i, word(), word(), word(), word()
  print "</body></html>"'
write data.json 'print "{\"rows\":["
  for (i = 0; i < 20000; i++) printf "{\"id\":%d,\"name\":\"%s\",\"tags\":[\"%s\",\"%s\"],\"size\":%d}%s\n", i, word(), word(), word(), next_below(100000), i < 19999 ? "," : ""
  print "]}"'
write bytes.bin 'for (i = 0; i < 600000; i++) printf "%c", 1 + next_below(255)'
# A patch as `git diff` prints it.
write change.diff 'for (f = 0; f < 60; f++) { printf "diff --git a/f%d b/f%d\n--- a/f%d\n+++ b/f%d\n", f, f, f, f
    for (h = 0; h < 12; h++) { printf "@@ -%d,12 +%d,12 @@\n", 1 + 20 * h, 1 + 20 * h
      for (i = 0; i < 3; i++) print " " word() " " word() " " word()
      for (i = 0; i < 6; i++) { left = word() " " word() " " word() " " word(); print "-" left " " word(); held[i] = left }
      for (i = 0; i < 6; i++) print "+" held[i] " " word()
      for (i = 0; i < 3; i++) print " " word() " " word() } }'
