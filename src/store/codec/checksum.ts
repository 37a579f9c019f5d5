import { crc32 } from 'node:zlib'

/** What a row of a table says, in the order of its columns. */
export type Said = string | number | bigint | null | Uint8Array

/**
 * The checksum of a row: of everything that it says, and of where it belongs (table, key), so that a row found under
 * another's key is noticed too. A flipped bit, or a few next to each other, always change it; it is no protection
 * against forgery.
 */
export function checksumOf(table: string, ...said: readonly Said[]): number {
  const words = said.map((one) => (one instanceof Uint8Array ? [crc32(one), one.length] : wordOf(one)))
  return crc32(JSON.stringify([table, ...words]))
}

/** Whether a row says what it said when `check` was kept. */
export function isSound(check: unknown, table: string, ...said: readonly Said[]): boolean {
  return Number(check) === checksumOf(table, ...said)
}

/** JSON has no −0, no infinity and no NaN: they stand in a list. A number read as a bigint is the same number. */
function wordOf(one: string | number | bigint | null): unknown {
  if (typeof one === 'bigint') return Number(one)
  if (typeof one === 'number' && (!Number.isFinite(one) || Object.is(one, -0))) return [`${1 / one} ${one}`]
  return one
}
