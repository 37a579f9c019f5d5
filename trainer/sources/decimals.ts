import { cellNumber } from './cell-number.ts'

/**
 * Numbers of a table whose cells no comma separates: they may have a decimal comma, as spreadsheets of many countries write it. The first number
 * that has a decimal mark says which it is; one with the other mark would be read as another number, and is none.
 */
export interface Decimals {
  number(cell: string): number | null
}

const WITH_COMMA = /^\s*[+-]?\d*,\d+(e[+-]?\d+)?\s*$/i

export function openDecimals(): Decimals {
  let mark: ',' | '.' | null = null
  return {
    number(cell) {
      const number = cellNumber(WITH_COMMA.test(cell) ? cell.replace(',', '.') : cell)
      if (number === null) return null
      const own = cell.includes(',') ? ',' : cell.includes('.') ? '.' : null
      if (own === null) return number
      mark ??= own
      return own === mark ? number : null
    },
  }
}
