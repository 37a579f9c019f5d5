import { expect, test } from 'vitest'
import { noteMarks } from '#dashboard/panels/note-marks.ts'

const atStep = (step: number) => step

test('a note is a mark over its steps, named by its first line and about all of it', () => {
  const note = { id: 'a', from: 120, to: 180, text: '  Plateau\nThe rate was too low' }
  expect(noteMarks([note], atStep)).toEqual([
    { x: 120, to: 180, label: 'Plateau', about: '  Plateau\nThe rate was too low', kind: 'note' },
  ])
})

test('a name that is long is cut, and all of it is read where it is asked for', () => {
  const text = 'The learning rate was lowered to a tenth here'
  const [mark] = noteMarks([{ id: 'a', from: 0, to: 0, text }], atStep)
  expect(mark!.label.length).toBeLessThanOrEqual(28)
  expect(mark!.label.startsWith('The learning')).toBe(true)
  expect(mark!.about).toBe(text)
})

test('on an axis of time, one goes on where its last step has no time yet, and is nowhere where its first has none', () => {
  const second = (step: number) => (step <= 100 ? step / 10 : null)
  const notes = [
    { id: 'a', from: 40, to: 60, text: 'Over' },
    { id: 'b', from: 90, to: 110, text: 'Goes on' },
    { id: 'c', from: 101, to: 120, text: 'Not yet' },
  ]
  expect(noteMarks(notes, second).map(({ x, to, label }) => [label, x, to])).toEqual([
    ['Over', 4, 6],
    ['Goes on', 9, Infinity],
  ])
})
