import { describe, expect, it } from 'vitest'
import { detectorProbe } from '#probes/detector.ts'
import { defineDetector } from '#probes/detectors/define.ts'
import { every, type Command, type Envelope, type Mark } from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { branching, planOfBranch } from '#trainer/resuming/fork.ts'
import { planOf, resumption } from '#trainer/resuming/resume.ts'
import { planRun } from '#trainer/run/plan.ts'
import { temporaryFolder } from '../phasescope.ts'
import { recordFrom } from './records.ts'
import { backend, reportsOf, tiny } from './runs.ts'
import { curvesOf, steered, type Script } from './steered.ts'

/**
 * Says where the one curve overtook the other, some steps after it did, and again, in place of that, when that has lasted: of several series, late, and
 * told twice, which is all that a detector may do.
 */
const overtaking = detectorProbe(
  defineDetector<{ readonly other: number; readonly since: number | null; readonly said: number }>({
    id: 'overtaking',
    name: 'Overtaking',
    symbol: 'o',
    formula: 'o',
    about: 'Where the one curve overtook the other',
    caveat: 'None',
    estimator: 'Exact',
    edges: 'None',
    reference: 'Nobody 2026',
    options: [
      { key: 'one', about: 'What overtakes', type: 'series', default: 'train-accuracy' },
      { key: 'other', about: 'What is overtaken', type: 'series', default: 'test-accuracy' },
      { key: 'by', about: 'By how much', type: 'number', default: 0.1, min: 0, max: 1 },
      { key: 'after', about: 'How long it has to last', type: 'integer', default: 3, min: 1, max: 100 },
    ],
    initial: () => ({ other: NaN, since: null, said: 0 }),
    next: (state, { of, step, value }, { by, after }) => {
      if (of === 'one') {
        if (!(value > state.other + Number(by))) return { state: { ...state, since: null }, seen: [] }
        const since = state.since ?? step
        const lasted = step - since
        const said = lasted >= 2 * Number(after) ? 2 : lasted >= Number(after) ? 1 : 0
        const transition = { series: 'train-accuracy', key: `${since}`, onset: null, end: said === 2 ? step : null }
        const seen = { step: since, label: 'Overtaken', about: `It has lasted ${lasted} steps`, transition }
        const more = { before: null, after: value, seenAt: since + Number(after), score: 1 }
        const isNew = said > (state.since === null ? 0 : state.said)
        return {
          state: { ...state, since, said },
          seen: isNew ? [{ ...seen, transition: { ...seen.transition, ...more } }] : [],
          score: lasted / Number(after),
        }
      }
      return { state: { ...state, other: value }, seen: [] }
    },
  }),
)
const options = { after: 4 }
const accuracies = ['train-accuracy', 'test-accuracy', 'train-loss']
const plan = planRun(tiny)
const attach = (more: object = {}): Command => ({ type: 'attach', probe: 'overtaking', options, ...more })
const saidIn = (envelopes: readonly Envelope[]): Mark[] =>
  reportsOf(envelopes, 'marked')
    .map(({ mark }) => mark)
    .filter(({ by }) => by === 'overtaking')
const run = (script: Script, more: Parameters<typeof steered>[1] = {}) =>
  steered(plan, { probes: accuracies, more: [overtaking], script, ...more })

const fromTheStart = await run({}, { probes: [...accuracies, { probe: 'overtaking', options }] })
const marks = saidIn(fromTheStart.envelopes)

describe('a detector that is attached', () => {
  it('says what it sees from the start, each once, behind the step at which it was', () => {
    expect(marks.length).toBeGreaterThan(1)
    expect(new Set(marks.map((mark) => JSON.stringify(mark))).size).toBe(marks.length)
    const said = reportsOf(fromTheStart.envelopes, 'marked').filter(({ mark }) => mark.by === 'overtaking')
    expect(said[0]).toMatchObject({ saidAt: said[0]!.mark.step + 4, mark: { transition: { seenAt: said[0]!.saidAt } } })
    expect(marks.filter(({ transition }) => transition?.end !== null).length).toBeGreaterThan(0)
  })

  it('says the same once it joins late, at once and in the same order', async () => {
    const { envelopes, answers } = await run({ 30: [attach()] })
    expect(answers.map(({ outcome }) => outcome.ok)).toEqual([true])
    expect(saidIn(envelopes)).toEqual(marks)
    expect(reportsOf(envelopes, 'attached').find(({ probe }) => probe === 'overtaking')).toMatchObject({
      step: 30,
      from: 0,
    })
    const [late] = reportsOf(envelopes, 'marked').filter(({ mark }) => mark.by === 'overtaking')
    expect(late?.saidAt).toBe(30)
    // Nothing of it was missing, for which a replay would have gone through the run.
    const filled = reportsOf(envelopes, 'filled').filter(({ probe }) => probe === 'overtaking')
    expect(filled).toEqual(expect.arrayContaining([expect.objectContaining({ from: 0, to: 29, columns: [] })]))
  })

  it('is shown by a replay what the run did not see of its series', async () => {
    const late = accuracies.filter((id) => id !== 'test-accuracy')
    const script: Script = { 20: [{ type: 'attach', probe: 'test-accuracy' }], 26: [attach()] }
    const { envelopes, answers } = await run(script, { probes: late })
    expect(answers.map(({ outcome }) => outcome.ok)).toEqual([true, true])
    expect(saidIn(envelopes)).toEqual(marks)
  })

  it('sees again what it saw with other options, and what it had said stands', async () => {
    const { envelopes } = await run(
      { 30: [{ type: 'retune', probe: 'overtaking', options: { after: 2 } }] },
      {
        probes: [...accuracies, { probe: 'overtaking', options }],
      },
    )
    const other = await run({}, { probes: [...accuracies, { probe: 'overtaking', options: { after: 2 } }] })
    expect(saidIn(other.envelopes)).not.toEqual(marks)
    const said = saidIn(envelopes).map((mark) => JSON.stringify(mark))
    expect(said).toEqual(expect.arrayContaining(saidIn(other.envelopes).map((mark) => JSON.stringify(mark))))
  })

  it('says nothing twice where it left and came again', async () => {
    const script: Script = { 20: [{ type: 'detach', probe: 'overtaking' }], 30: [attach()] }
    const { envelopes } = await run(script, { probes: [...accuracies, { probe: 'overtaking', options }] })
    expect(saidIn(envelopes)).toEqual(marks)
  })

  it('sees what a probe that joins at a step measures there', async () => {
    const alone = { ...attach(), from: 'now' } as Command
    const series: Command = { type: 'attach', probe: 'test-accuracy', from: 'now' }
    const late = accuracies.filter((id) => id !== 'test-accuracy')
    const before = await run({ 10: [alone, series] }, { probes: late })
    const behind = await run({ 10: [series, alone] }, { probes: late })
    expect(saidIn(before.envelopes).length).toBeGreaterThan(0)
    expect(saidIn(before.envelopes)).toEqual(saidIn(behind.envelopes))
  })

  it('is what a breakpoint waits for: at the step at which it says so first', async () => {
    const label = 'event("Overtaken")'
    const breakpoint = {
      id: 'b',
      when: label,
      then: [{ type: 'mark', label: 'heard' }, { type: 'checkpoint' }],
    } as const
    const { envelopes } = await run(
      {},
      {
        probes: [...accuracies, { probe: 'overtaking', options }],
        first: [{ type: 'break', breakpoint }],
      },
    )
    const heard = reportsOf(envelopes, 'marked').filter(({ mark }) => mark.by === 'breakpoint b')
    const begun = [...new Set(marks.map(({ transition }) => transition!.seenAt))]
    expect(heard.map(({ mark }) => mark.step)).toEqual(begun)
    expect(reportsOf(envelopes, 'applied').filter(({ by }) => by === 'breakpoint b')).toHaveLength(begun.length)
    const late = await run({ 20: [attach()] }, { first: [{ type: 'break', breakpoint }] })
    const told = reportsOf(late.envelopes, 'marked').filter(({ mark }) => mark.by === 'breakpoint b')
    expect(told.map(({ mark }) => mark.step)).toEqual(begun.filter((step) => step > 20))
  })

  it('takes no cadence, and no stretch of its past', async () => {
    const { answers } = await run({
      3: [attach({ cadence: every(2) })],
      4: [attach()],
      5: [attach({ from: 0, to: 3 }), { type: 'retune', probe: 'overtaking', cadence: every(2) }],
    })
    expect(answers.map(({ outcome }) => (outcome.ok ? '' : outcome.why))).toEqual([
      "'overtaking' is a detector and sees every point of its series; give no cadence, and measure these more densely",
      '',
      "Detector 'overtaking' is attached already; detach it first, or retune it to change what it watches and how",
      "'overtaking' is a detector and sees every point of its series; give no cadence, and measure these more densely",
    ])
  })
})

describe('attention', () => {
  const sparse = ['gradient-norm', 'weight-norm'].map((probe) => ({ probe, cadence: every(100) }))
  const attached = [...accuracies, { probe: 'overtaking', options }, ...sparse]
  const breaks: Command[] = [
    {
      type: 'break',
      breakpoint: {
        id: 'near',
        when: 'score("overtaking") >= 0.5',
        then: [{ type: 'densify', probes: ['gradient-norm'], every: 1, steps: 6 }, { type: 'checkpoint' }],
      },
    },
    {
      type: 'break',
      breakpoint: {
        id: 'around',
        when: 'event("overtaking")',
        then: [{ type: 'fill', probes: ['weight-norm'], every: 1, within: 6 }],
      },
    },
  ]
  const stepsOf = (envelopes: readonly Envelope[], series: string) => curvesOf(envelopes)[series]!.map(([step]) => step)

  it('looks more closely when a detector comes near its threshold, and all around the onset behind it', async () => {
    using folder = temporaryFolder()
    const checkpoints = openCheckpoints(folder.path)
    const { envelopes } = await run({}, { probes: attached, first: breaks, checkpoints })
    const [onset] = marks.map(({ step }) => step)
    const near = onset! + 2
    const applied = reportsOf(envelopes, 'applied').filter(({ by }) => by !== undefined)
    expect(
      applied.filter(({ by }) => by === 'breakpoint near').map(({ step, command }) => [step, command.type]),
    ).toEqual([
      [near, 'retune'],
      [near, 'checkpoint'],
    ])
    expect(reportsOf(envelopes, 'checkpointed').map(({ step }) => step)).toContain(near)
    expect(stepsOf(envelopes, 'gradient-norm/total').filter((step) => step % 100 > 0)).toEqual(
      [1, 2, 3, 4, 5].map((i) => near + i),
    )
    const around = Array.from({ length: 13 }, (_, i) => onset! - 6 + i).filter((step) => step > 0)
    expect(stepsOf(envelopes, 'weight-norm/total').filter((step) => step % 100 > 0)).toEqual(around)
  })

  it('is paid around what begins, and not around what is said again of an earlier one at the same step', async () => {
    const known = { series: 'train-loss', onset: null, end: null, before: null, after: null, score: 1 }
    const said = (key: string, step: number, seenAt: number, end: number | null = null) => ({ step, label: 'Twice', about: '', transition: { ...known, key, seenAt, end } }) // prettier-ignore
    const twice = detectorProbe(
      defineDetector<null>({
        ...{
          id: 'twice',
          name: 'Twice',
          symbol: 't',
          formula: 't',
          about: 'a',
          caveat: 'c',
          estimator: 'e',
          edges: 'n',
        },
        ...{ reference: 'Nobody 2026', options: [{ key: 'of', about: 'What', type: 'series', default: 'train-loss' }] },
        initial: () => null,
        next: (state, { step }) => {
          const seen = step === 8 ? [said('1', 6, 8)] : step === 24 ? [said('1', 6, 8, 24), said('2', 22, 24)] : []
          return { state, seen }
        },
      }),
    )
    const when = 'event("twice")'
    const breakpoint = {
      id: 'b',
      when,
      then: [{ type: 'fill', probes: ['weight-norm'], every: 1, within: 3 }],
    } as const
    const { envelopes } = await steered(plan, {
      probes: [...accuracies, { probe: 'twice' }, ...sparse],
      more: [twice],
      first: [{ type: 'break', breakpoint }],
    })
    const attaches = reportsOf(envelopes, 'applied').flatMap(({ command, step }) =>
      command.type === 'attach' && command.probe === 'weight-norm' ? [[step, command.from, command.to]] : [],
    )
    expect(attaches).toEqual([
      [8, 3, 8],
      [24, 19, 24],
    ])
  })

  it('is paid alike by a run that is resumed in the middle of it', async () => {
    using folder = temporaryFolder()
    const checkpoints = openCheckpoints(folder.path)
    const unbroken = await run({}, { probes: attached, first: breaks, checkpoints })
    const kept = unbroken.envelopes.findIndex(({ report }) => report.type === 'checkpointed' && report.step > 0)
    for (const cut of [kept + 1, kept + 4, kept + 9]) {
      const before = unbroken.envelopes.slice(0, cut)
      const record = await recordFrom(before)
      const rest = await steered(planOf(record), {
        ...{ checkpoints, more: [overtaking] },
        origin: (probes) => resumption(record, checkpoints, probes),
      })
      expect(curvesOf([...before, ...rest.envelopes]), `cut at ${cut}`).toEqual(curvesOf(unbroken.envelopes))
    }
  })
})

describe('a run that is resumed or forked', () => {
  it('says what the unbroken one says, wherever it was cut', async () => {
    using folder = temporaryFolder()
    const checkpoints = openCheckpoints(folder.path)
    const script: Script = { 9: [{ type: 'checkpoint' }], 14: [attach()], 21: [{ type: 'checkpoint' }] }
    const unbroken = await run(script, { checkpoints })
    expect(saidIn(unbroken.envelopes)).toEqual(marks)
    const saying = unbroken.envelopes.flatMap(({ report }, at) =>
      report.type === 'marked' || report.type === 'checkpointed' ? [at, at + 1, at + 2] : [],
    )
    for (const cut of [...new Set(saying)].filter((at) => at < unbroken.envelopes.length - 1)) {
      const before = unbroken.envelopes.slice(0, cut)
      const record = await recordFrom(before)
      const rest = await steered(planOf(record), {
        ...{ script, checkpoints, more: [overtaking] },
        origin: (probes) => resumption(record, checkpoints, probes),
      })
      expect([...saidIn(before), ...saidIn(rest.envelopes)], `cut at ${cut}`).toEqual(marks)
    }
  })

  it('has of its parent what that had said by then, and says the rest itself', async () => {
    using folder = temporaryFolder()
    const checkpoints = openCheckpoints(folder.path)
    const parent = await run({ 5: [attach()], 12: [{ type: 'checkpoint' }] }, { checkpoints })
    const record = await recordFrom(parent.envelopes)
    const first = reportsOf(parent.envelopes, 'marked').find(({ saidAt }) => saidAt !== undefined)
    // Behind the onset, and before it is said.
    for (const at of [first!.mark.step + 1, 25]) {
      const branch = planOfBranch(record, { at, set: {} })
      const engine = await backend()
      const { envelopes } = await steered(branch, {
        more: [overtaking],
        origin: (probes) => branching(record, branch, engine, checkpoints, probes),
      })
      expect(saidIn(envelopes), `forked at ${at}`).toEqual(marks)
      const inherited = envelopes.findIndex(({ report }) => report.type === 'measured')
      const said = reportsOf(envelopes.slice(0, inherited), 'marked').filter(({ mark }) => mark.by === 'overtaking')
      expect(said.every(({ mark, saidAt = mark.step }) => saidAt <= at)).toBe(true)
    }
  })
})
