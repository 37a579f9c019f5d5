import { describe, expect, it } from 'vitest'
import type { ExperimentCard, ParameterCard, SweepStatus } from '#src/vocabulary/index.ts'
import { formOf, requestOf, whyNoCount, whyWrong } from '#dashboard/run/launch-request.ts'
import { compareAddress, deedsOf, standingText } from '#dashboard/run/sweep-standing.ts'

const rate: ParameterCard = { key: 'rate', about: 'How fast', type: 'number', default: 0.01, min: 0, max: 1 }
const width: ParameterCard = { key: 'width', about: 'How wide', type: 'integer', default: 64, min: 1, max: 512 }
const shape: ParameterCard = { key: 'shape', about: 'Which', type: 'choice', default: 'a', choices: ['a', 'b'] }
const card: ExperimentCard = {
  ...{ id: 'e', name: 'E', about: '', reference: '', claims: [], probes: [], seed: 0, steps: 100 },
  parameters: [rate, width, shape],
}
const request = (values: Record<string, string>, rest = {}) => {
  const form = formOf(card)
  return requestOf(card, { ...form, ...rest, values: { ...form.values, ...values } })
}

describe('what a form asks for', () => {
  it('is one run as the experiment is, where nobody typed', () => {
    expect(request({})).toEqual({ experiment: 'e', grid: [], set: [], seeds: '1', steps: 100, workers: 1 })
  })

  it('sets what has one value, and varies what has several', () => {
    const asked = request(
      { rate: '0.1, log:1e-3:1:4', width: '128', shape: 'a,b' },
      { seeds: ' 0,7 ', steps: '9', name: ' decay ', workers: '2' },
    )
    const grid = ['rate=0.1,log:1e-3:1:4', 'shape=a,b']
    expect(asked).toEqual({
      experiment: 'e',
      grid,
      set: ['width=128'],
      seeds: '0,7',
      steps: 9,
      name: 'decay',
      workers: 2,
    })
  })

  it('takes an empty field for its default', () => {
    expect(request({ rate: ' ', width: '' })).toMatchObject({ grid: [], set: [] })
  })
})

describe('why a field cannot be read', () => {
  it.each<[ParameterCard, string, RegExp | null]>([
    [rate, '0.5, 1', null],
    [rate, 'log:1e-3:1:4', null],
    [rate, '', null],
    [rate, '0.5,2', /rate: expected a number from 0 to 1, got '2'/],
    [rate, '0.5,', /got ''/],
    [width, '64.5', /width: expected a whole number from 1 to 512/],
    [shape, 'a,b', null],
    [shape, 'c', /shape: expected one of a, b/],
  ])('%j %s', (parameter, text, why) => {
    const said = whyWrong(parameter, text)
    if (why === null) expect(said).toBeNull()
    else expect(said).toMatch(why)
  })

  it.each([['0'], ['-1'], ['1.5'], ['x'], ['']])('a count of %s', (text) => {
    expect(whyNoCount('Steps', text)).toMatch(/Steps: expected a whole number from 1/)
    expect(whyNoCount('Steps', '3')).toBeNull()
  })
})

describe('how a sweep stands', () => {
  const none = { waiting: 0, running: 0, paused: 0, completed: 0, stopped: 0, failed: 0, lost: 0, removed: 0 }
  const sweep = (counts: Partial<SweepStatus['counts']>, rest: Partial<SweepStatus> = {}): SweepStatus => ({
    ...{
      id: 's-1',
      name: 's',
      experiment: 'e',
      grid: [],
      seeds: '0..3',
      runs: 4,
      steps: 10,
      stepsDone: 0,
      startedAt: 0,
    },
    ...{ isGoingOn: false, isCancelled: false },
    ...rest,
    counts: { ...none, ...counts },
  })

  it.each<[SweepStatus, string, readonly string[]]>([
    [
      sweep({ completed: 1, running: 1, failed: 1, waiting: 1 }, { isGoingOn: true }),
      'going on, 1 running, 1 failed',
      ['cancel'],
    ],
    [sweep({ waiting: 4 }, { isStarting: true }), 'starting', []],
    [sweep({ completed: 4 }), 'complete', []],
    [sweep({ completed: 3, removed: 1 }), 'complete, 1 removed', []],
    [
      sweep({ completed: 2, stopped: 1, waiting: 1 }, { isCancelled: true }),
      'cancelled, 1 stopped',
      ['resume', 'rerun'],
    ],
    [sweep({ completed: 2, lost: 1, waiting: 1 }), 'cut off, 1 lost', ['resume']],
  ])('%#', (one, text, deeds) => {
    expect(standingText(one)).toBe(text)
    expect(deedsOf(one)).toEqual(deeds)
  })

  it('leads to its runs', () => {
    const { searchParams } = new URL(compareAddress('s-1'), 'http://hub')
    expect(searchParams.get('where')).toBe('group = "s-1"')
  })
})
