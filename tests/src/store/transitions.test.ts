import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { withMark } from '#src/run-state/index.ts'
import { marksFrom } from '#src/store/sqlite/marks.ts'
import { transitionRow } from '#src/store/sqlite/transitions.ts'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import type { Fact, Mark } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { enveloped, startedReport } from './reports.ts'

const marked = (key: string, step: number): Extract<Fact, { type: 'marked' }> => ({
  type: 'marked',
  mark: {
    ...{ by: 'cusum', step, label: 'Shift', about: '' },
    transition: { series: 'a', key, onset: null, end: null, before: 0, after: step, seenAt: step, score: 1 },
  },
})

test('what is said of a transition again takes a row, and reads nothing of what was said before', () => {
  using folder = temporaryFolder()
  const store = openSqlite(folder.path)
  store.ingest(enveloped('r', 0, [startedReport('r'), marked('other', 9)]))
  const file = new DatabaseSync(join(folder.path, 'phasescope.sqlite'))
  const rows = () => Number(file.prepare('select count(*) as n from transition').get()!.n)
  // No fact can be read: whoever would have to is told so.
  file.exec("update fact set report = 'x'")
  expect(() => store.facts('r')).toThrow('is not as it was written')
  for (let i = 0; i < 20; i++)
    store.ingest(enveloped('r', 2 + 100 * i, Array.from({ length: 100 }, (_, k) => marked('1', 7 + ((100 * i + k) % 50))))) // prettier-ignore
  expect(rows()).toBe(2)
  expect(store.list({ values: ['onset("cusum")', 'onset("cusum/1")', 'height("1")'] }).values).toEqual([[9, 56, 56]])
  file.close()
  store.close()
})

test('a check reads of the facts what the one reducer of marks makes of them', () => {
  const said = Array.from({ length: 200 }, (_, i) => marked(String((i * 7) % 13), (i * 31) % 101))
  const latest = said.map(({ mark }) => mark).reduce(withMark, [] as readonly Mark[])
  expect(marksFrom(said)).toEqual({ moments: [], transitions: latest.map(transitionRow) })
})

test('a transition that is said to end before it begins has no end, and an interval from high to low is none', () => {
  using folder = temporaryFolder()
  const store = openSqlite(folder.path)
  const strange = marked('1', 50)
  const transition = { ...strange.mark.transition!, end: 3, onset: { low: 90, high: 10, level: 0.9 } }
  store.ingest(enveloped('r', 0, [startedReport('r'), { ...strange, mark: { ...strange.mark, transition } }]))
  const values = ['onset("cusum")', 'duration("cusum")', 'end("cusum")', 'onset-low("cusum")', 'onset-high("cusum")']
  expect(store.list({ values }).values).toEqual([[50, null, null, null, null]])
  store.close()
})
