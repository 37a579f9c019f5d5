import type { StatementSync } from 'node:sqlite'

/**
 * A statement that also reads rows with an integer beyond what a number holds. None of ours has one: rounded, it is not what
 * the row's checksum was made of, and whoever reads the row says which one is damaged; SQLite's word for it names none.
 */
export function readingAnyInteger(statement: StatementSync): StatementSync {
  const get = statement.get.bind(statement) as Read
  const all = statement.all.bind(statement) as Read
  const rounding =
    (read: Read): Read =>
    (...given) => {
      try {
        return read(...given)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_OUT_OF_RANGE') throw error
        statement.setReadBigInts(true)
        try {
          return rounded(read(...given))
        } finally {
          statement.setReadBigInts(false)
        }
      }
    }
  return Object.assign(statement, { get: rounding(get), all: rounding(all) })
}

type Read = (...given: unknown[]) => unknown

function rounded(read: unknown): unknown {
  if (Array.isArray(read)) return read.map(rounded)
  if (typeof read !== 'object' || read === null) return read
  const entries = Object.entries(read).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value])
  return Object.fromEntries(entries)
}
