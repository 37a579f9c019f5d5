/**
 * The first key that stands twice in the outermost object of a JSON text; null where none does. A parser keeps the last of
 * them in silence. The text is known to be JSON.
 */
export function keyThatStandsTwice(json: string): string | null {
  const seen = new Set<string>()
  let depth = 0
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at]
    if (sign === '{' || sign === '[') depth += 1
    if (sign === '}' || sign === ']') depth -= 1
    if (sign !== '"') continue
    const end = endOfText(json, at)
    if (depth === 1 && isKey(json, end + 1)) {
      const key = JSON.parse(json.slice(at, end + 1)) as string
      if (seen.has(key)) return key
      seen.add(key)
    }
    at = end
  }
  return null
}

/** Where the text ends that begins at a quote. */
function endOfText(json: string, start: number): number {
  let at = start + 1
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at
}

/** Whether a colon follows. */
function isKey(json: string, from: number): boolean {
  let at = from
  while (/\s/.test(json.charAt(at))) at += 1
  return json[at] === ':'
}
