import { expect, test } from 'vitest'
import { deedOfKey } from '#dashboard/table/grid-keys.ts'

const RUN = { at: 5, lines: 100, page: 10, isIn: true, isHead: false, isRun: true, isOpen: null }
const HEAD = { ...RUN, isHead: true, isRun: false, isOpen: false }

test.each([
  ['ArrowDown', 6],
  ['ArrowUp', 4],
  ['PageDown', 15],
  ['PageUp', -5],
  ['Home', 0],
  ['End', 99],
])('%s goes to line %i, whose bounds the table keeps', (key, go) => {
  expect(deedOfKey(key, RUN)).toEqual({ go })
})

test('the first arrow down goes into the table, to the line where the keyboard was', () => {
  expect(deedOfKey('ArrowDown', { ...RUN, isIn: false })).toEqual({ go: 5 })
})

test('a run is chosen and opened, a group chosen, opened and closed', () => {
  expect(['x', 'Enter', ' '].map((key) => deedOfKey(key, RUN))).toEqual(['choose', 'visit', null])
  expect(['x', 'Enter', ' '].map((key) => deedOfKey(key, HEAD))).toEqual(['choose group', 'open or close', 'open or close']) // prettier-ignore
  expect(['ArrowRight', 'ArrowLeft'].map((key) => deedOfKey(key, HEAD))).toEqual(['open or close', null])
  expect(['ArrowRight', 'ArrowLeft'].map((key) => deedOfKey(key, { ...HEAD, isOpen: true }))).toEqual([null, 'open or close']) // prettier-ignore
  // From any of its runs a group is closed.
  expect(deedOfKey('ArrowLeft', { ...RUN, isOpen: true })).toBe('open or close')
})

test('what is not known yet is not chosen, and keys that are for others are left to them', () => {
  expect(['x', 'Enter'].map((key) => deedOfKey(key, { ...RUN, isRun: false }))).toEqual([null, null])
  for (const place of [RUN, HEAD]) expect(deedOfKey('Enter', { ...place, isIn: false })).toBeNull()
  expect(deedOfKey('a', RUN)).toBeNull()
})
