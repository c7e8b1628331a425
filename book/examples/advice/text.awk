# The text of the walk-through: 50,000 German words, frequent ones often, and a
# heading in capitals. The same on every machine: chance is a small generator.
function chance(n) { seed = (seed * 1103 + 12345) % 65537; return seed % n }
BEGIN {
  frequent = split("der die das und ist nicht ein eine mit auf für von dem im zu es sich auch als an", often, " ")
  rare = split("Haus Baum Straße Größe Übung Mädchen Fluss Öffnung", seldom, " ")
  seed = 1
  for (line = 0; line < 5000; line++) {
    text = ""
    for (word = 0; word < 10; word++) {
      next_word = chance(3) ? often[1 + chance(frequent)] : seldom[1 + chance(rare)] chance(60)
      text = text next_word " "
    }
    print text
  }
  print "FÜR ALLE"
}
