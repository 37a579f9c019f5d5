/** A cell of text as a number; NaN and the infinities however Python or JavaScript write them. Null where it is none. */
export function cellNumber(cell: string): number | null {
  const text = cell.trim()
  if (text === '') return null
  const number = Number(text)
  if (!Number.isNaN(number)) return /^[+-]?0[xob]/i.test(text) ? null : number
  const [, sign = '', word] = /^([+-]?)(nan|inf|infinity)$/i.exec(text) ?? []
  if (word !== undefined) return word.toLowerCase() === 'nan' ? NaN : sign === '-' ? -Infinity : Infinity
  const truth = /^(true|false)$/i.exec(text)?.[1]
  return truth === undefined ? null : Number(truth.toLowerCase() === 'true')
}
