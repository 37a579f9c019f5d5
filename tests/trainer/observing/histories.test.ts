import { describe, expect, it } from 'vitest'
import type { OptionCard, Transition } from '#src/vocabulary/index.ts'

import { knownAt, openHistories, seriesFor } from '#trainer/observing/histories.ts'

const filled = (points: number, most?: number) => {
  const histories = openHistories(most)
  for (let step = 0; step < points; step++) histories.add('loss', 2 * step, step * step)
  return histories
}

describe('histories', () => {
  it('give every value with its step, oldest first', () => {
    const { name, steps, values } = filled(200).of('loss')!
    expect(name).toBe('loss')
    expect([...steps]).toEqual(Array.from({ length: 200 }, (_, i) => 2 * i))
    expect([...values]).toEqual(Array.from({ length: 200 }, (_, i) => i * i))
  })

  it('keep the latest of a series that is too long', () => {
    const { steps } = filled(1000, 100).of('loss')!
    expect([steps.length, steps[0], steps.at(-1)]).toEqual([100, 1800, 1998])
  })

  it('leave what they gave out as it was', () => {
    const histories = filled(64)
    const before = histories.of('loss')!
    for (let step = 64; step < 300; step++) histories.add('loss', step, -1)
    expect([...before.values]).toEqual([...filled(64).of('loss')!.values])
  })

  it('put what comes late in its place, and leave what they gave out as it was', () => {
    const histories = openHistories()
    const steps = Array.from({ length: 300 }, (_, i) => (i * 7919) % 300)
    const handed: [Float64Array, number[]][] = []
    for (const step of steps) {
      histories.add('loss', step, step ** 2)
      histories.addAbsence('loss', step)
      const given = histories.of('loss')!
      handed.push([given.values, [...given.values]])
    }
    const { steps: found, values } = histories.of('loss')!
    expect([...found]).toEqual(steps.toSorted((a, b) => a - b))
    expect([...values]).toEqual([...found].map((step) => step ** 2))
    expect(histories.absences('loss')).toEqual([...found])
    expect(histories.at('loss', 17)).toBe(289)
    for (const [now, then] of handed) expect([...now]).toEqual(then)
  })

  it('keep the latest, and the last that came of a step, also of what comes late', () => {
    const histories = openHistories(4)
    for (const step of [9, 8, 7, 6, 5, 8])
      histories.add('loss', step, 10 * step + (histories.of('loss')?.steps.length ?? 0))
    expect([...histories.of('loss')!.steps]).toEqual([7, 8, 8, 9])
    expect(histories.at('loss', 8)).toBe(84)
    expect(histories.isWhole('loss')).toBe(false)
  })

  it('are known at a step without what is later', () => {
    const histories = filled(10)
    expect([...knownAt(histories, 5).of('loss')!.steps]).toEqual([0, 2, 4])
    expect(knownAt(histories, -1).of('loss')).toBeNull()
    expect(knownAt(histories, 99).of('loss')).toEqual(histories.of('loss'))
  })

  it('know nothing of a series without a value', () => expect(filled(3).of('accuracy')).toBeNull())
})

describe('the series that options name', () => {
  const options: OptionCard[] = [
    { key: 'watched', about: 'What to watch', type: 'series', default: 'loss' },
    { key: 'besides', about: 'What else, if anything', type: 'series', default: '' },
    { key: 'window', about: 'How many points', type: 'integer', default: 5, min: 1, max: 9 },
  ]
  it('come under the keys of the options, and one left empty names none', () => {
    const found = seriesFor({ options }, { watched: 'loss', besides: '', window: 5 }, filled(4))
    expect(Object.keys(found)).toEqual(['watched'])
  })

  it('are absent with the name of what is not measured', () => {
    expect(seriesFor({ options }, { watched: 'test-loss', besides: '', window: 5 }, filled(4))).toEqual({
      absent: "The series 'test-loss' has no value yet; attach the probe that measures it",
    })
  })
})

describe('the events of a run', () => {
  it('go by the id of their detector, their label, and the key of the transition, alone and with the id', () => {
    const histories = openHistories(8)
    const mark = { by: 'grokking', label: 'Generalization', transition: { key: 'generalization' } as Transition }
    histories.addEvent(mark, 45)
    histories.addEvent({ by: 'grokked', label: 'Grokked' }, 52)
    const names = ['grokking', 'Generalization', 'generalization', 'grokking/generalization', 'grokked', 'plateau']
    expect(names.map((name) => histories.events(name))).toEqual([[45], [45], [45], [45], [52], null])
  })
})
