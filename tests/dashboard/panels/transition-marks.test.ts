import { expect, test } from 'vitest'
import { marksRead } from '#dashboard/panels/marks-read.ts'
import { transitionMark } from '#dashboard/panels/transition-marks.ts'
import type { ChartMark } from '#dashboard/plots/draw-marks.ts'

const NOTHING = { series: 's', key: 'k', onset: null, end: null, before: null, after: null, seenAt: 0, score: 1 }
const moment = (x: number, label = 'Plateau'): ChartMark => ({ x, label, kind: 'mark' })
const same = (step: number) => step

test('a mark of a transition goes from its onset to its end, or on, with the stretch in which it begins', () => {
  const onset = { low: -3, high: 25.5, level: 0.9 }
  expect(transitionMark(moment(20), { ...NOTHING, end: 40, onset }, same)).toMatchObject({
    ...{ x: 20, to: 40, label: 'Plateau', kind: 'mark', fringe: { from: 0, to: 25.5 } },
  })
  const open = transitionMark(moment(20), NOTHING, same)
  expect([open.to, open.fringe]).toEqual([Infinity, undefined])
})

test('on an axis of time, one goes on where its end has no time yet, and its fringe holds its onset', () => {
  const second = (step: number) => (step > 100 ? null : step / 10)
  const onset = { low: 80, high: 120, level: 0.9 }
  const mark = transitionMark(moment(9), { ...NOTHING, end: 150, onset }, second)
  expect([mark.to, mark.fringe]).toEqual([Infinity, { from: 8, to: 9 }])
})

test('a band is read at each of its steps, and what begins or ends there first', () => {
  const marks = [
    transitionMark(moment(10, 'Edge of stability'), NOTHING, same),
    transitionMark(moment(50, 'Loss spike'), { ...NOTHING, end: 60 }, same),
  ]
  const read = (at: number) => marksRead(marks, { from: at - 1, to: at + 1 })
  expect([read(5), read(30), read(52), read(59), read(70)]).toEqual([
    ...[null, 'Edge of stability', 'Loss spike, Edge of stability', 'Loss spike, Edge of stability'],
    'Edge of stability',
  ])
})
