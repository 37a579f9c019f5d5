/**
 * The first key that stands twice in one object of a JSON text, however deep, with the keys that lead to it (`w`, `shape`);
 * null where none does. A parser keeps the last of them in silence. The text is known to be JSON.
 */
export function keyThatStandsTwice(json: string): readonly string[] | null {
  /** The objects and lists that are open; a list has no keys. */
  const open: { readonly keys: Set<string> | null; last: string }[] = []
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at]
    if (sign === '{') open.push({ keys: new Set(), last: '' })
    if (sign === '[') open.push({ keys: null, last: '' })
    if (sign === '}' || sign === ']') open.pop()
    if (sign !== '"') continue
    const end = endOfText(json, at)
    const inside = open.at(-1)
    if (inside?.keys != null && isKey(json, end + 1)) {
      inside.last = JSON.parse(json.slice(at, end + 1)) as string
      if (inside.keys.has(inside.last)) return open.flatMap(({ keys, last }) => (keys === null ? [] : last))
      inside.keys.add(inside.last)
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
