/** Numbers of one value: a matrix of a thousand by a thousand. More belongs into a file. */
export const MOST_NUMBERS = 1 << 20

/** Numbers of a list, a typed array, or of one of whole numbers of any size; null where there is anything else in it, or too much. */
export function numbersIn(list: ArrayLike<unknown>): number[] | null {
  const { length } = list
  if (!(length <= MOST_NUMBERS)) return null
  const numbers = new Array<number>(length)
  for (let i = 0; i < length; i++) {
    const number = numberOf(list[i])
    if (number === null) return null
    numbers[i] = number
  }
  return numbers
}

/** Of a whole number that is too large for a double, an infinity. */
export function numberOf(value: unknown): number | null {
  const isOne = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
  return isOne ? Number(value) : null
}

export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}
