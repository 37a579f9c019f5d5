import { shortText } from '#dashboard/text/short.ts'

/** A parameter of a page's address: what it may say. Whoever reads the page leaves out what it says otherwise. */
export interface AddressField {
  readonly key: string
  /** What is expected, in words. */
  readonly expected: string
  reads(text: string): boolean
}

/** A parameter that says one of some words. */
export function wordField(key: string, words: readonly string[]): AddressField {
  return { key, expected: `one of ${words.join(', ')}`, reads: (text) => words.includes(text) }
}

/** So many faults are said one by one: an address that was cut or made up has many. */
const MOST_SAID = 3

/** What an address says that cannot be read, in sentences: that is left out, and the rest is shown. */
export function addressFaults(params: URLSearchParams, fields: readonly AddressField[]): string[] {
  const faults = fields.flatMap(({ key, expected, reads }) =>
    params
      .getAll(key)
      .filter((text) => !reads(text))
      .map((text) => `${key}: expected ${expected}, got ‘${shortText(text, 40)}’`),
  )
  const more = faults.length - MOST_SAID
  return more > 0 ? [...faults.slice(0, MOST_SAID), `and ${more} more`] : faults
}
