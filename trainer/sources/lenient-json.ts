/**
 * JSON as Python writes it, where NaN and the infinities may stand bare: they come out as the texts 'NaN', 'Infinity' and '-Infinity'.
 * Throws where it is none.
 */
export function parseLenient(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error
    return JSON.parse(withWordsQuoted(text))
  }
}

/** Strings stay as they are; it goes through a text once, however it is damaged. */
function withWordsQuoted(text: string): string {
  const tokens = /"|NaN|-?Infinity/g
  let quoted = ''
  let kept = 0
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const [word] = token
    if (word === '"') tokens.lastIndex = endOfString(text, tokens.lastIndex)
    else {
      quoted += `${text.slice(kept, token.index)}"${word}"`
      kept = tokens.lastIndex
    }
  }
  return quoted + text.slice(kept)
}

/** Behind the quote that ends a string, which begins at `from`; the end of the text where none does. */
function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let first = quote
    while (first > from && text[first - 1] === '\\') first--
    if ((quote - first) % 2 === 0) return quote + 1
  }
  return text.length
}
