/** A stretch of bytes, both ends included. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * The one stretch that a `Range` asks of so many bytes (RFC 9110, 14.1.2): `bytes=0-99`, `bytes=100-`, `bytes=-50`. Null
 * where all of them are to be sent: nothing is asked, several stretches are, or what is asked makes no sense.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | 'beyond' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (from === '' && to === '') return null
  if (from === '') return to === '0' ? 'beyond' : { first: Math.max(0, size - Number(to)), last: size - 1 }
  const first = Number(from)
  const last = to === '' ? size - 1 : Math.min(size - 1, Number(to))
  if (to !== '' && Number(to) < first) return null
  return first >= size ? 'beyond' : { first, last }
}
