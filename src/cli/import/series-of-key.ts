import { createHash } from 'node:crypto'
import { BOUNDS, isLabel, type OutputKind, type SeriesDeclaration } from '#src/vocabulary/index.ts'

/** The series that is logged under a key of another program: a panel each. */
export function seriesOfKey(name: string, kind: OutputKind): SeriesDeclaration {
  return { name, probe: name, part: null, kind, group: groupOf(name), unit: '1', scale: 'linear', range: null }
}

/** What a loss or an accuracy is called by most who log one. */
function groupOf(key: string): SeriesDeclaration['group'] {
  const words = key
    .split('/')
    .at(-1)!
    .toLowerCase()
    .split(/[^a-z]+/)
  if (words.includes('loss')) return 'loss'
  return words.includes('accuracy') || words.includes('acc') ? 'accuracy' : 'logged'
}

/** A key as the name of a series: one that is too long, or has what no line can show, is changed so that it stays the only one of its name. */
export function nameOfKey(key: string): string {
  if (isLabel(key as unknown)) return key
  const seen = key.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f]/g, '\uFFFD')
  const mark = createHash('sha256').update(key).digest('hex').slice(0, 8)
  return `${seen.slice(0, BOUNDS.name - 10).toWellFormed()}~${mark}`
}
