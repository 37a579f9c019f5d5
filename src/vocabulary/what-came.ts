/** What came, in a line: its beginning where it is long, and nothing that a terminal would obey. */
export function whatCame(value: unknown): string {
  if (typeof value === 'string') return `'${opening(value)}'`
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined)
    return String(value)
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  return opening(jsonOpening(value, SHOWN))
}

/** Characters of what came that an error shows. */
const SHOWN = 200

/** The beginning of a text, without what a terminal would obey. */
export function opening(text: string): string {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
  return shown.replace(/\p{Cc}/gu, ' ')
}

/** The JSON of a value from elsewhere, up to about so many characters: it may be large or deep, or print as it likes. */
function jsonOpening(value: unknown, most: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, most))
  if (typeof value !== 'object' || value === null) return String(value)
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  const isList = Array.isArray(value)
  let json = ''
  for (const key of Object.keys(value)) {
    if (json.length >= most) break
    const item = jsonOpening((value as Record<string, unknown>)[key], most - json.length - 1)
    json += `${json === '' ? '' : ','}${isList ? item : `${JSON.stringify(key.slice(0, most))}:${item}`}`
  }
  return isList ? `[${json}]` : `{${json}}`
}
