import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { planRun } from '#trainer/run/index.ts'
import { membersOf, planSweep } from '#trainer/sweeps/index.ts'
import type { SweepOrder } from '#src/vocabulary/index.ts'

const experiment = 'grok-mlp-small'
const sweepOf = (order: Partial<SweepOrder>) => planSweep({ experiment, ...order })
const namesOf = (order: Partial<SweepOrder>) => membersOf(sweepOf(order)).map((member) => member.order.name)
const valuesOf = (axis: string) => sweepOf({ grid: [axis] }).axes[0]?.values

describe('planSweep', () => {
  it('makes every setting with the first seed, then every one with the next', () => {
    expect(namesOf({ grid: ['weightDecay=0,1', 'operation=add,multiply'], seeds: '0,7', name: 'decay' })).toEqual([
      'decay weightDecay=0 operation=add seed=0',
      'decay weightDecay=0 operation=multiply seed=0',
      'decay weightDecay=1 operation=add seed=0',
      'decay weightDecay=1 operation=multiply seed=0',
      'decay weightDecay=0 operation=add seed=7',
      'decay weightDecay=0 operation=multiply seed=7',
      'decay weightDecay=1 operation=add seed=7',
      'decay weightDecay=1 operation=multiply seed=7',
    ])
  })

  it('gives runs that can each be planned, with a group, and ids that differ and follow from the order', () => {
    const order = { grid: ['weightDecay=0,0.3', 'width=64,96'], seeds: '3', set: ['rate=0.02'], steps: 9 }
    const sweep = sweepOf(order)
    const members = membersOf(sweep)
    expect(new Set(members.map(({ id }) => id)).size).toBe(12)
    const plans = members.map((member) => planRun(member.order))
    expect(plans.map(({ group }) => group)).toEqual(Array(12).fill(sweep.id))
    expect(plans[5]).toMatchObject({ steps: 9, seed: 1, parameters: { weightDecay: 0, width: 96, rate: 0.02 } })
    expect(membersOf(sweepOf(order))).toEqual(members)
  })

  it('has another id for whatever is asked otherwise, and the same for its own order', () => {
    const sweep = sweepOf({ grid: ['weightDecay=0,1'], seeds: '2' })
    expect(planSweep(sweep.order)).toEqual(sweep)
    const others = [
      sweepOf({ grid: ['weightDecay=0,1'], seeds: '3' }),
      sweepOf({ grid: ['weightDecay=0,2'], seeds: '2' }),
      sweepOf({ grid: ['weightDecay=0,1'], seeds: '2', name: 'again' }),
      sweepOf({ grid: ['weightDecay=0,1'], seeds: '2', steps: 10 }),
      sweepOf({ grid: ['weightDecay=0,1'], seeds: '2', set: ['width=64'] }),
      sweepOf({ grid: ['weightDecay=0,1'], seeds: '2', probes: ['gini'] }),
    ]
    expect(new Set([sweep, ...others].map(({ id }) => id)).size).toBe(7)
  })

  it('is one run of the experiment’s own seed where nothing is varied', () => {
    expect(namesOf({})).toEqual(['grok-mlp-small seed=0'])
  })

  it('spaces values evenly, or evenly in their logarithm, with exact ends', () => {
    expect(valuesOf('weightDecay=lin:0:1:5')).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(valuesOf('rate=log:1e-4:1e-1:4')).toEqual([0.0001, 0.001, 0.01, 0.1])
    expect(valuesOf('weightDecay=0,log:0.1:10:3')).toEqual([0, 0.1, 1, 10])
    expect(valuesOf('width=log:16:256:5')).toEqual([16, 32, 64, 128, 256])
    expect(valuesOf('width=lin:10:15:3')).toEqual([10, 13, 15])
  })

  it.each([
    ['5', [0, 1, 2, 3, 4]],
    ['0,1,7', [0, 1, 7]],
    ['10..12', [10, 11, 12]],
    ['7,', [7]],
    ['1..2,9', [1, 2, 9]],
  ])('reads the seeds %s', (seeds, expected) => {
    const sweep = sweepOf({ seeds })
    expect(sweep.seeds).toEqual(expected)
    expect(planSweep(sweep.order).seeds).toEqual(expected)
  })

  it.each<[Partial<SweepOrder>, RegExp]>([
    [{ experiment: 'grok-mlp-smal' }, /Unknown experiment 'grok-mlp-smal'; did you mean 'grok-mlp-small'\?/],
    [{ grid: ['weigthDecay=1'] }, /Unknown parameter 'weigthDecay'; did you mean 'weightDecay'\?/],
    [{ grid: ['weightDecay'] }, /--grid: expected key=value,value/],
    // A few letters name very many: these are refused before they are made.
    [{ seeds: '0..9999,'.repeat(8000) }, /--seeds: expected 1 to 10000 seeds, got '0..9999,/],
    [
      { grid: [`weightDecay=${'log:1e-3:1:1024,'.repeat(4000)}1`] },
      /--grid: expected at most 10000 values of 'weightDecay', got/,
    ],
    [{ grid: ['weightDecay=0,-1'] }, /weightDecay: expected a number between 0 and \d+, got '-1'/],
    [{ grid: ['weightDecay=0,,1'] }, /weightDecay: expected a number between 0 and \d+, got ''/],
    [{ grid: ['operation=add,plus'] }, /operation: expected one of add, .*, got 'plus'/],
    [{ grid: ['width=64.5'] }, /width: expected an integer between/],
    [{ grid: ['weightDecay=1,1.0'] }, /weightDecay: expected each value once, got '1 twice'/],
    [{ grid: ['width=lin:10:11:5'] }, /width: expected each value once/],
    [{ grid: ['rate=log:0:1:3'] }, /rate: expected log:FROM:TO:COUNT between two numbers above 0/],
    [{ grid: ['rate=log:1e-3:1'] }, /rate: expected log:FROM:TO:COUNT/],
    [{ grid: ['weightDecay=0', 'weightDecay=1'] }, /'weightDecay' stands twice/],
    [{ grid: ['weightDecay=0,1'], set: ['weightDecay=2'] }, /'weightDecay' stands in --grid and in --set/],
    [{ seeds: '0' }, /--seeds: expected 1 to 10000 seeds, got '0'/],
    [{ seeds: '1,1' }, /--seeds: expected each seed once/],
    [{ seeds: 'a' }, /--seeds: expected how many seeds/],
    [{ seeds: '3..1' }, /--seeds: expected how many seeds/],
    [{ seeds: '0..99999999' }, /--seeds/],
    [{ grid: ['weightDecay=lin:0:1:1000'], seeds: '11' }, /at most 10000 runs, and this would be 11000/],
    [{ steps: 0 }, /steps: expected a whole number from 1/],
    [{ probes: ['wieght-norm'] }, /Unknown probe 'wieght-norm'/],
    [{ name: '\u0007' }, /--name: expected a name/],
    [{ name: 'x'.repeat(250), grid: ['weightDecay=0,1'] }, /--name: expected a name with which those of the runs/],
  ])('refuses %j', (order, message) => {
    expect(() => sweepOf(order)).toThrow(message)
  })

  it('is the same sweep when what it filled in is planned again, whatever values there are', () => {
    const numbers = fc.uniqueArray(fc.double({ min: 0, max: 10, noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 6 }) // prettier-ignore
    const seeds = fc.uniqueArray(fc.nat(1_000_000), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(numbers, seeds, (values, which) => {
        const sweep = sweepOf({
          grid: [`weightDecay=${values.map((one) => one + 0).join(',')}`],
          seeds: `${which.join(',')},`,
        })
        expect(planSweep(sweep.order)).toEqual(sweep)
        expect(sweep.axes[0]?.values).toEqual(values.map((one) => one + 0))
        expect(sweep.seeds).toEqual(which)
      }),
    )
  })
})

describe('labels of a sweep', () => {
  const grid = ['weightDecay=0,0.3,1', 'width=64,96']
  const labels = ['learned: max("train-accuracy") > 0.9', 'not']

  it('are kept with its order, tell it from another, and end with the one of all others', () => {
    const sweep = sweepOf({ grid, labels, refine: 2 })
    expect(sweep.labels).toEqual([
      { name: 'learned', condition: 'max("train-accuracy") > 0.9' },
      { name: 'not', condition: null },
    ])
    expect(planSweep(sweep.order)).toEqual(sweep)
    expect(sweepOf({ grid, labels: labels.slice(0, 1) }).labels.at(-1)).toEqual({ name: 'other', condition: null })
    const ids = [sweep, sweepOf({ grid }), sweepOf({ grid, labels }), sweepOf({ grid, labels, refine: 3 })].map((one) => one.id) // prettier-ignore
    expect(new Set(ids).size).toBe(4)
  })

  it('change no id of a sweep that has none', () => {
    expect(sweepOf({ grid: ['weightDecay=0,1'], seeds: '2' }).order).not.toHaveProperty('labels')
    expect(sweepOf({ grid: ['weightDecay=0,1'], seeds: '2' }).order).not.toHaveProperty('refine')
  })

  it.each<[Partial<SweepOrder>, RegExp]>([
    [{ grid, labels: ['a', 'b: seed = 1'] }, /the last alone may be a name without one, got 'a'/],
    [{ grid, labels: ['a: seed ='] }, /At character 7 of 'seed =': expected/],
    [{ grid, labels: ['a: seed = 1', 'a'] }, /each name once, got 'a'/],
    [{ grid, labels: Array.from({ length: 8 }, (_, i) => `l${i}: seed = ${i}`) }, /at most 8 labels/],
    [{ grid, refine: 2 }, /--refine: say with --label what runs are called/],
    [{ labels, refine: 2 }, /--refine: name settings with --grid/],
    [{ grid, labels, refine: 0 }, /--refine: expected every how many-th value/],
    [{ grid: ['weightDecay=1,0'], labels, refine: 2 }, /expected numbers in rising order for 'weightDecay', got 1,0/],
    [{ grid: ['operation=add,multiply'], labels, refine: 2 }, /expected numbers in rising order for 'operation'/],
  ])('%j is refused', (order, why) => expect(() => sweepOf(order)).toThrow(why))
})
