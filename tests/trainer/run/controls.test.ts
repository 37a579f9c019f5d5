import { describe, expect, it } from 'vitest'
import { every, type Command, type Envelope, type Outcome, type Report } from '#src/vocabulary/index.ts'
import { planRun } from '#trainer/run/plan.ts'
import { reportsOf, tiny } from '../runs.ts'
import { curvesOf, steered } from '../steered.ts'

const plan = planRun({ ...tiny, steps: 20 })
const probes = ['train-loss', 'train-accuracy']
const plain = await steered(plan, { probes })
const weightsOf = (envelopes: readonly Envelope[]) => reportsOf(envelopes, 'ended')[0]!.weights
const appliedOf = (envelopes: readonly Envelope[]) =>
  reportsOf(envelopes, 'applied').map(({ command, step, by }) => [
    step,
    command.type,
    ...(by === undefined ? [] : [by]),
  ])

describe('a run that is steered', () => {
  it('pauses at exactly the step that it was to run until, and goes on step by step', async () => {
    const { envelopes, answers } = await steered(plan, {
      probes,
      script: {
        3: [{ type: 'until', step: 8 }],
        [-8]: [{ type: 'step', steps: 2 }],
        [-10]: [{ type: 'step', steps: 1 }],
        [-11]: [{ type: 'resume' }],
      },
    })
    expect(answers.map(({ outcome }) => outcome)).toEqual([3, 8, 10, 11].map((step) => ({ ok: true, step })))
    expect(appliedOf(envelopes)).toEqual([
      [3, 'until'],
      [8, 'pause', 'until 8'],
      [8, 'step'],
      [10, 'pause', 'step 2'],
      [10, 'step'],
      [11, 'pause', 'step 1'],
      [11, 'resume'],
    ])
    expect(curvesOf(envelopes)).toEqual(curvesOf(plain.envelopes))
    expect(weightsOf(envelopes)).toBe(weightsOf(plain.envelopes))
  })

  it('takes a setting for the next update, and shows at its step what held until then', async () => {
    const { envelopes } = await steered(plan, {
      probes,
      script: { 6: [{ type: 'set', key: 'rate', value: 0.1 }] },
    })
    const [own, other] = [envelopes, plain.envelopes].map((all) => curvesOf(all)['train-loss']!)
    expect(own!.slice(0, 7)).toEqual(other!.slice(0, 7))
    expect(own![7]).not.toEqual(other![7])
  })

  it('refuses what cannot be done here and now, says why, and logs nothing of it', async () => {
    const refused: [Command, string][] = [
      [{ type: 'resume' }, 'The run is not paused'],
      [{ type: 'until', step: 5 }, 'The run is at step 5 already; name a later one'],
      [{ type: 'until', step: 21 }, 'The run has 20 steps; name one of them, got 21'],
      [{ type: 'set', key: 'rate', value: -1 }, 'rate: expected a number between 0 and 1000000, got -1'],
      [
        { type: 'set', key: 'width', value: 3 },
        "Setting 'width' is fixed when a run starts; settings that can be changed",
      ],
      [{ type: 'set', key: 'rat', value: 3 }, "Unknown parameter 'rat'; did you mean 'rate'?"],
      [{ type: 'fork', at: 6 }, 'Cannot fork at step 6: the run is at step 5'],
      [{ type: 'fork', set: { width: 3 } }, "Setting 'width' is fixed when a run starts"],
      [{ type: 'fork' }, 'This run was started in a way that cannot fork'],
      [{ type: 'unbreak', id: 'b1' }, "No breakpoint 'b1'; breakpoints of this run: none"],
      [{ type: 'retune', probe: 'gini', cadence: every(2) }, "Probe 'gini' is not attached"],
    ]
    const { envelopes, answers } = await steered(plan, { probes, script: { 5: refused.map(([command]) => command) } })
    expect(answers.map(({ outcome }) => outcome)).toEqual(
      refused.map(([, why]) => ({ ok: false, why: expect.stringContaining(why) })),
    )
    expect(reportsOf(envelopes, 'applied')).toEqual([])
    expect(weightsOf(envelopes)).toBe(weightsOf(plain.envelopes))
  })

  it('tells who commands behind its end that it has ended', async () => {
    const answers: Outcome[] = []
    await steered(plan, {
      probes,
      script: { 99: [] },
      ended: (give) => give({ type: 'pause' }, (one) => answers.push(one)),
    })
    expect(answers).toEqual([{ ok: false, why: 'The run has ended' }])
  })
})

describe('a breakpoint', () => {
  const accuracies = curvesOf(plain.envelopes)['train-accuracy']!
  const first = accuracies.find(([, accuracy]) => accuracy! > 0.25)![0]
  const breakpoint = (when: string, then: Extract<Command, { type: 'break' }>['breakpoint']['then']): Command => ({
    type: 'break',
    breakpoint: { id: 'b', when, then },
  })

  it('pauses at the first step at which its condition holds, and does what else it is to do', async () => {
    expect(first).toBeGreaterThan(3)
    const { envelopes } = await steered(plan, {
      probes: [...probes, { probe: 'gradient-norm', cadence: every(50) }],
      script: {
        1: [
          breakpoint('train-accuracy > 0.25', [
            { type: 'mark', label: 'A quarter' },
            { type: 'densify', probes: ['gradient-norm'], every: 1, steps: 3 },
            { type: 'pause' },
          ]),
        ],
        [-first]: [{ type: 'resume' }],
      },
    })
    expect(appliedOf(envelopes)).toEqual([
      [1, 'break'],
      [first, 'retune', 'breakpoint b'],
      [first, 'pause', 'breakpoint b'],
      [first, 'resume'],
    ])
    expect(reportsOf(envelopes, 'marked').map(({ mark }) => [mark.step, mark.label])).toEqual([[first, 'A quarter']])
    const dense = curvesOf(envelopes)['gradient-norm/total']?.map(([step]) => step)
    expect(dense).toEqual([0, first + 1, first + 2])
    expect(weightsOf(envelopes)).toBe(weightsOf(plain.envelopes))
  })

  it('on what nobody measures never fires, and harms nothing', async () => {
    const { envelopes } = await steered(plan, {
      probes,
      script: { 1: [breakpoint('gini/w > 0', [{ type: 'pause' }])] },
    })
    expect(appliedOf(envelopes)).toEqual([[1, 'break']])
    expect(curvesOf(envelopes)).toEqual(curvesOf(plain.envelopes))
  })

  it('that densifies what is not attached leaves the run as it is', async () => {
    const { envelopes } = await steered(plan, {
      probes,
      script: { 1: [breakpoint('train-loss > 0', [{ type: 'densify', probes: ['gini'], every: 1, steps: 5 }])] },
    })
    expect(reportsOf(envelopes, 'ended')).toMatchObject([{ how: 'completed' } satisfies Partial<Report>])
    expect(curvesOf(envelopes)).toEqual(curvesOf(plain.envelopes))
  })
})
