import { visible } from '#src/vocabulary/index.ts'

/** Rows as aligned columns for a terminal; numbers to the right. */
export function tableOf(header: readonly string[], given: readonly (readonly (string | number)[])[]): string {
  const rows = given.map((row) => row.map((cell) => (typeof cell === 'string' ? visible(cell) : cell)))
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => String(row[i] ?? '').length)))
  const line = (row: readonly (string | number)[]) =>
    row
      .map((cell, i) =>
        typeof cell === 'number' ? String(cell).padStart(widths[i] ?? 0) : String(cell).padEnd(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [header, ...rows].map(line).join('\n')
}

/** `0.58 MB`, `200 MB`: in decimal units, three digits or so. */
export function sizeText(bytes: number): string {
  if (bytes === Infinity) return 'no limit'
  if (bytes < 1000) return `${bytes} B`
  const [size, unit] = bytes < 100_000 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB']
  return `${size < 10 ? size.toFixed(2) : size < 100 ? size.toFixed(1) : size.toFixed(0)} ${unit}`
}
