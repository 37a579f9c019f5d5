import { expect, test } from 'vitest'
import { readableSummary } from '#src/run-state/index.ts'
import { idsOnLines } from '#dashboard/table/chosen-range.ts'
import { linesAbove } from '#dashboard/table/layout.ts'
import type { Part } from '#dashboard/table/answered.ts'
import type { Row } from '#dashboard/table/rows.ts'
import { shownLines } from '#dashboard/table/shown-lines.ts'

const row = (id: string): Row => ({ summary: readableSummary({ run: { id } })!, depth: 0, values: [] })
const part = (key: string, runs: number): Part => ({
  ...{ key, runs, hasHead: true, isOpen: true },
  ...{ group: { value: key, runs }, question: { where: key } },
})

/** Two groups of 150 runs, called by their places, of which the first page of each is known. */
const PARTS = [part('a', 150), part('b', 150)]
const ABOVE = linesAbove(PARTS)
const page = (of: number, number: number) => Array.from({ length: number === 0 ? 100 : 0 }, (_, i) => row(`${PARTS[of]!.key}${i}`)) // prettier-ignore

/** What is asked, and the ids on lines of the table while others are drawn. */
async function chosen(from: number, to: number, view: { from: number; to: number }) {
  const asked: unknown[] = []
  const ids = await idsOnLines(
    PARTS,
    ABOVE,
    { from, to },
    shownLines({ page }, PARTS, ABOVE, view),
    async (question, stretch) => {
      // prettier-ignore
      asked.push([question.where, stretch])
      return [`${question.where}?`]
    },
  )
  return { ids, asked }
}

test('lines that are drawn have their runs, headings and what is not known none', () => {
  const shown = shownLines({ page }, PARTS, ABOVE, { from: 99, to: 103 })
  expect(shown.map(({ row }) => row?.summary.run.id ?? null)).toEqual(['a98', 'a99', null, null])
  expect(shownLines({ page }, PARTS, ABOVE, { from: 150, to: 153 }).map(({ line }) => line)).toEqual([
    { part: 0, at: 149 },
    { part: 1, at: null },
    { part: 1, at: 0 },
  ])
})

test('a run that two lists have for a moment is drawn once', () => {
  const twice = shownLines({ page: () => [row('a0')] }, PARTS, ABOVE, { from: 0, to: 153 })
  expect(twice.filter(({ row }) => row !== null).map(({ index }) => index)).toEqual([1])
})

test('a range that is drawn is chosen without a question', async () => {
  expect(await chosen(1, 3, { from: 0, to: 20 })).toEqual({ ids: ['a0', 'a1', 'a2'], asked: [] })
})

test('of a range that goes beyond what is drawn, each group is asked once for what is missing', async () => {
  const { ids, asked } = await chosen(148, 160, { from: 151, to: 156 })
  expect(ids).toEqual(['b0', 'b1', 'b2', 'b3', 'a?', 'b?'])
  expect(asked).toEqual([
    ['a', { from: 147, size: 3 }],
    ['b', { from: 4, size: 5 }],
  ])
})
