import { describe, expect, it } from 'vitest'
import { every, isDue, type Cadence, type Command } from '#src/vocabulary/index.ts'
import { planRun } from '#trainer/run/plan.ts'
import { reportsOf, tiny } from '../runs.ts'
import { curvesOf, steered, type Script } from '../steered.ts'

/** Of weights alone, with random numbers, with a memory. */
const PROBES = [
  { probe: 'gini', options: {} },
  { probe: 'hessian-trace', options: { draws: 3 } },
  { probe: 'path-length', options: {} },
] as const
const settings: Script = { 5: [{ type: 'set', key: 'rate', value: 0.02 }] }
const outcomes = ['train-loss']
const plan = planRun(tiny)

/** The curves that every step would give, at the steps where one of the cadences asks. */
const whole = curvesOf(
  (
    await steered(plan, {
      probes: [...outcomes, ...PROBES.map((one) => ({ ...one, cadence: every(2) }))],
      script: settings,
    })
  ).envelopes,
)
const at = (rhythms: readonly { from: number; to: number; cadence: Cadence }[]) =>
  Object.fromEntries(
    Object.entries(whole).map(([name, points]) => [
      name,
      name === 'train-loss'
        ? points
        : points.filter(([step]) =>
            rhythms.some(({ from, to, cadence }) => step >= from && step <= to && isDue(cadence, step)),
          ),
    ]),
  )

function joined(...scripts: Script[]): Script {
  const steps = [...new Set(scripts.flatMap((script) => Object.keys(script).map(Number)))]
  return Object.fromEntries(steps.map((step) => [step, scripts.flatMap((script) => script[step] ?? [])]))
}

const denser = (cadence: Cadence, more = {}): Command[] =>
  PROBES.map((one) => ({ type: 'attach', ...one, cadence, ...more }))
const from = (cadence: Cadence) => [...outcomes, ...PROBES.map((one) => ({ ...one, cadence }))]

/** A run in which these are attached from the start, and commanded so. */
async function run(first: Cadence | null, script: Script) {
  const probes = first === null ? outcomes : from(first)
  const { envelopes, answers } = await steered(plan, { probes, script: joined(settings, script) })
  return { curves: curvesOf(envelopes), answers, unfilled: reportsOf(envelopes, 'unfilled') }
}

const all = (cadence: Cadence, first = 0, last = Infinity) => ({ from: first, to: last, cadence })

describe('a probe that is attached, and asked for a denser past', () => {
  it('has each step that is missing, once, and those that were there as they were', async () => {
    const { curves, answers, unfilled } = await run(every(6), { 15: denser(every(4)) })
    expect(answers.map(({ outcome }) => outcome)).toMatchObject(answers.map(() => ({ ok: true })))
    expect(unfilled).toEqual([])
    expect(curves).toEqual(at([all(every(6), 0, 15), all(every(4))]))
  })

  it('has it too at the step at which it is asked, and of a past that was filled in before', async () => {
    const script = { 14: denser(every(6)), 24: denser(every(2)) }
    const { curves } = await run(null, script)
    expect(curves).toEqual(at([all(every(2))]))
  })

  it('has it while the past of before is still being filled in, and of two wishes at once the later', async () => {
    const { curves, answers } = await run(null, {
      15: [...denser(every(10)), ...denser(every(6)), ...denser(every(4))],
    })
    expect(answers.every(({ outcome }) => outcome.ok)).toBe(true)
    // path-length was not seen before it was attached: all of it comes from the replay, which obeys both.
    expect(curves).toEqual(at([all(every(10), 0, 15), all(every(4))]))
  })

  it('from a step on, or where only its past is missing', async () => {
    const some = await run(every(6), { 20: denser(every(2), { from: 0 }) })
    expect(some.curves).toEqual(at([all(every(2))]))
    const [gini] = PROBES
    const late = await steered(plan, {
      probes: outcomes,
      script: joined(settings, {
        10: [{ type: 'attach', probe: gini.probe, cadence: every(4), from: 'now' }],
        20: [{ type: 'attach', probe: gini.probe, from: 6 }],
      }),
    })
    const steps = Object.entries(curvesOf(late.envelopes)).filter(([name]) => name.startsWith('gini'))
    expect(steps.length).toBeGreaterThan(0)
    for (const [name, points] of steps)
      expect(points).toEqual(whole[name]?.filter(([step]) => step >= 6 && step % 4 === 0))
  })

  it('is asked for no more of it once it is detached, and has no step twice when it is attached once more', async () => {
    const [gini] = PROBES
    const { curves } = await run(every(6), {
      15: denser(every(2)),
      17: PROBES.map(({ probe }) => ({ type: 'detach', probe })),
      26: [{ type: 'attach', ...gini, cadence: every(2) }],
    })
    for (const [name, points] of Object.entries(curves)) {
      const steps = points.map(([step]) => step)
      expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b))
      expect(whole[name]).toEqual(expect.arrayContaining(points))
      if (name.startsWith('gini')) expect(steps).toEqual(expect.arrayContaining([0, 6, 12, 16, 18, 20, 22, 24, 26, 40]))
    }
  })

  it.each([
    ['nothing more', {}, /is attached already; detach it first/],
    ['what it has', { cadence: every(12) }, /is attached already, and measures so from step 0 on/],
    ['another cadence from now on', { cadence: every(2), from: 'now' }, /is attached already; detach it first/],
  ])('is told so where it asks for %s', async (_, more, why) => {
    const { answers } = await run(every(6), { 15: [{ type: 'attach', probe: 'gini', ...more } as Command] })
    expect(answers.at(-1)?.outcome).toEqual({ ok: false, why: expect.stringMatching(why) })
  })

  it('is told so where it asks for other options, or to remember what it has not seen', async () => {
    const { answers } = await run(null, {
      10: [
        { type: 'attach', probe: 'path-length', from: 'now', cadence: every(4) },
        { type: 'attach', probe: 'hessian-trace', cadence: every(10), options: { draws: 3 } },
      ],
      20: [
        { type: 'attach', probe: 'path-length', cadence: every(2) },
        { type: 'attach', probe: 'hessian-trace', cadence: every(5), options: { draws: 4 } },
      ],
    })
    const why = answers.map(({ outcome }) => (outcome.ok ? null : outcome.why)).filter((one) => one !== null)
    expect(why).toEqual([
      expect.stringMatching(/remembers from step 10 on/),
      expect.stringMatching(/with other options/),
    ])
  })
})

describe('a stretch of the past that is wanted at every step', () => {
  const stretch = (first: number, last: number, cadence = every(2)): Command[] =>
    denser(cadence, { from: first, to: last })

  it('has each step that was missing there, equal to the bit, and nothing else has changed', async () => {
    const { curves, answers, unfilled } = await run(every(6), { 25: stretch(8, 20) })
    expect(answers.map(({ outcome }) => outcome)).toMatchObject(answers.map(() => ({ ok: true })))
    expect(unfilled).toEqual([])
    expect(curves).toEqual(at([all(every(6)), all(every(2), 8, 20)]))
  })

  it('comes beside another, and of two at once the later', async () => {
    const beside = await run(every(6), { 15: stretch(2, 8), 39: stretch(20, 26) })
    expect(beside.unfilled).toEqual([])
    const steps = (name: string) => beside.curves[name]!.map(([step]) => step)
    for (const [name, points] of Object.entries(beside.curves)) {
      if (name === 'train-loss') continue
      expect(steps(name)).toEqual([...new Set(steps(name))])
      expect(steps(name)).toEqual(expect.arrayContaining([6, 12, 18, 20, 22, 24, 26, 30]))
      expect(whole[name]).toEqual(expect.arrayContaining(points))
    }
    const { curves } = await run(every(6), { 25: [...stretch(2, 8), ...stretch(14, 20)] })
    for (const [name, points] of Object.entries(curves)) {
      const there = points.map(([step]) => step)
      if (name !== 'train-loss') expect(there).toEqual(expect.arrayContaining([14, 16, 18, 20]))
    }
  })

  it('may have a probe of many passes at every step, since no step of the run waits for it', async () => {
    const trace = { type: 'attach', probe: 'hessian-trace', options: { draws: 3 }, cadence: every(1) } as const
    const { curves, answers } = await run(every(6), {
      25: [
        { ...trace, from: 7, to: 11 },
        { ...trace, from: 0 },
      ],
    })
    const [settled, granted, refused] = answers.map(({ outcome }) => outcome)
    expect([settled, granted]).toMatchObject([{ ok: true }, { ok: true }])
    expect(refused).toEqual({ ok: false, why: expect.stringMatching(/may not run at every step/) })
    const name = Object.keys(curves).find((one) => one.startsWith('hessian-trace'))!
    const steps = curves[name]!.map(([step]) => step)
    expect(steps.filter((step) => step <= 12)).toEqual([0, 6, 7, 8, 9, 10, 11, 12])
  })

  it('is refused with the reason where nothing is missing, it is none, or nobody measures the probe', async () => {
    const gini = { type: 'attach', probe: 'gini', cadence: every(6) } as const
    const { answers } = await run(every(6), {
      25: [
        { ...gini, from: 6, to: 18 },
        { ...gini, cadence: every(1), from: 20, to: 18 },
        { type: 'attach', probe: 'weight-norm', cadence: every(1), from: 2, to: 4 },
        { ...gini, cadence: every(1), from: 30, to: 40 },
      ],
    })
    const why = answers.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.why]))
    expect(why).toEqual([
      expect.stringMatching(/measured so at steps 6 to 18 already/),
      expect.stringMatching(/ends at 18, before it begins at 20/),
      expect.stringMatching(/is not attached; attach it first/),
      expect.stringMatching(/cannot begin at step 30: the run is at step 25/),
    ])
  })

  it('leaves the run as it goes on measuring, also once it is resumed', async () => {
    const { curves } = await run(every(6), {
      25: stretch(8, 12),
      30: PROBES.map(({ probe }) => ({ type: 'retune', probe, cadence: every(4) })),
    })
    expect(curves).toEqual(at([all(every(6), 0, 30), all(every(4), 31), all(every(2), 8, 12)]))
  })
})
