import { expect, test } from 'vitest'
import { wordsOf } from '#src/cli/events/words.ts'

test.each([
  ['notify-send Phasescope', ['notify-send', 'Phasescope']],
  ['  a   b\tc\n', ['a', 'b', 'c']],
  [`say "two words" 'and three' it\\'s`, ['say', 'two words', 'and three', "it's"]],
  [`a"b c"d '' ""`, ['ab cd', '', '']],
  [`'it'\\''s' "a \\" b" 'c \\ d'`, ["it's", 'a " b', 'c \\ d']],
  ['sh -c "echo $HOME; ls *"', ['sh', '-c', 'echo $HOME; ls *']],
  ['curl http://a/?x=1&y=$z `id` $(id) ~', ['curl', 'http://a/?x=1&y=$z', '`id`', '$(id)', '~']],
  ["grep '|' a", ['grep', '|', 'a']],
])('%j is these words, of which none is expanded', (given, words) => {
  expect(wordsOf('--on-event', given)).toEqual(words)
})
