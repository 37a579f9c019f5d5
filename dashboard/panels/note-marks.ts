import type { Note } from '#src/vocabulary/index.ts'
import type { ChartMark } from '#dashboard/plots/draw-marks.ts'
import { shortText } from '#dashboard/text/short.ts'

/** A name over a plot has room for so many characters beside others. */
const NAME = 28

/** The notes on a run as its charts show them; `place`: where a step is on the x axis, null where it is nowhere. */
export function noteMarks(notes: readonly Note[], place: (step: number) => number | null): ChartMark[] {
  return notes.flatMap(({ from, to, text }): ChartMark[] => {
    const x = place(from)
    if (x === null) return []
    const [line = ''] = text.trim().split('\n')
    return [{ x, to: place(to) ?? Infinity, label: shortText(line, NAME), about: text, kind: 'note' }]
  })
}
