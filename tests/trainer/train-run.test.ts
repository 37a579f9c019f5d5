import { Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { cardOf, defineProbe, scalar } from '#probes/define.ts'
import { detectors, probes } from '#probes/index.ts'
import { every, type AddressedCommand, type Envelope, type Outcome } from '#src/vocabulary/index.ts'
import { probesFor } from '#trainer/observing/attachment.ts'
import { planRun } from '#trainer/run/plan.ts'
import { backend, endOf, envelopesOf, reportsOf, scalarsOf, tiny } from './runs.ts'

const outcomes = ['train-loss', 'train-accuracy', 'test-loss', 'test-accuracy']

describe('a run', () => {
  it('starts with started, ends with ended, and counts its envelopes without a gap', async () => {
    const envelopes = await envelopesOf(tiny)
    expect(envelopes.map(({ seq }) => seq)).toEqual(envelopes.keys().toArray())
    expect(new Set(envelopes.map(({ run }) => run)).size).toBe(1)
    expect(envelopes[0]?.report).toMatchObject({ type: 'started', run: { experiment: 'grok-mlp-small', seed: 3 } })
    expect(reportsOf(envelopes, 'started')[0]?.probes).toEqual(
      probesFor(planRun(tiny).experiment, [...probes, ...detectors]).map(cardOf),
    )
    expect(endOf(envelopes)).toMatchObject({ how: 'completed', step: 40, why: null })
    expect(endOf(envelopes).weights).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  it('measures at every step from 0 to the last, and each probe when its cadence says', async () => {
    const scalars = scalarsOf(await envelopesOf(tiny))
    const steps = (name: string) => scalars[name]?.map(([step]) => step)
    for (const name of outcomes) expect(steps(name)).toEqual(Array.from({ length: 41 }, (_, step) => step))
    expect(steps('weight-norm/total')).toEqual(steps('train-loss')?.filter((step) => step % 5 === 0))
  })

  it('declares every series once, before its first number', async () => {
    const seen = new Set<string>()
    for (const { report } of await envelopesOf(tiny)) {
      if (report.type === 'declared') {
        expect(seen).not.toContain(report.series.name)
        seen.add(report.series.name)
      }
      if (report.type === 'measured') for (const { series } of report.columns) expect(seen).toContain(series)
    }
    expect(seen).toContain('singular-values/w1')
  })

  it('says why a value is missing', async () => {
    expect(reportsOf(await envelopesOf(tiny), 'absent')).toContainEqual(
      expect.objectContaining({ series: 'update-to-weight-ratio', step: 0 }),
    )
  })

  it('keeps a divergence as what it is', async () => {
    const order = { ...tiny, set: [...(tiny.set ?? []), 'rate=100000'] }
    const envelopes = await envelopesOf(order, { plan: { probes: outcomes } })
    expect(endOf(envelopes).how).toBe('completed')
    const losses = scalarsOf(envelopes)['train-loss']?.map(([, loss]) => loss) ?? []
    expect(losses).toHaveLength(41)
    expect(losses.some((loss) => !Number.isFinite(loss))).toBe(true)
  })

  it('has no accuracy after a divergence, nor a gap of it', async () => {
    const set = ['rate=1000000', 'activation=quadratic', 'weightDecay=0']
    const envelopes = await envelopesOf(
      { experiment: 'gaussian-mixture', set, steps: 6 },
      { plan: { probes: [...outcomes, 'generalization-gap'] } },
    )
    const { 'train-loss': losses = [], 'train-accuracy': accuracies = [] } = scalarsOf(envelopes)
    const firstLost = losses.find(([, loss]) => Number.isNaN(loss))?.[0]
    expect(firstLost).toBeLessThan(5)
    expect(accuracies.length).toBeGreaterThan(0)
    for (const [step] of accuracies) expect(step).toBeLessThan(firstLost as number)
    const { 'generalization-gap/accuracy': gaps = [] } = scalarsOf(envelopes)
    expect(gaps.map(([, gap]) => Number.isNaN(gap))).toContain(false)
    for (const [step, gap] of gaps) expect(Number.isNaN(gap)).toBe(step >= (firstLost as number))
    const whys = reportsOf(envelopes, 'absent').map((report) => JSON.stringify(report))
    expect(whys.join()).toMatch(/The logits of the training split hold NaN or an infinity/)
  })
})

describe('memory', () => {
  it('holds no tensor after a run, whatever was observed', async () => {
    const { tf } = await backend()
    const before = tf.memory().numTensors
    await envelopesOf(tiny)
    await envelopesOf({ ...tiny, experiment: 'modular-addition-transformer', set: ['modulus=11'], steps: 7 })
    await envelopesOf(tiny, { plan: { probes: [] } })
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('observing', () => {
  it('changes no number: losses and weights are equal to the bit with any set of probes', async () => {
    const all = await envelopesOf(tiny)
    const few = await envelopesOf(tiny, { plan: { probes: outcomes } })
    const none = await envelopesOf(tiny, { plan: { probes: [] } })
    for (const name of outcomes) expect(scalarsOf(few)[name]).toEqual(scalarsOf(all)[name])
    expect(endOf(few).weights).toBe(endOf(all).weights)
    expect(endOf(none).weights).toBe(endOf(all).weights)
    expect(scalarsOf(none)).toEqual({})
  })

  it.each([
    ['grok-mlp-small', ['modulus=11', 'width=16'], 60],
    ['modular-addition-transformer', ['modulus=11', 'width=16', 'heads=2', 'mlpWidth=24'], 7],
    ['edge-of-stability', ['examples=30', 'width=16'], 20],
  ])('changes no number of %s with every probe that it serves, and none of them throws', async (id, set, steps) => {
    const order = { experiment: id, set, steps, seed: 3 }
    const probeOptions = ['draws=3', 'burnIn=2'].map((option) => `local-learning-coefficient.${option}`)
    const all = await envelopesOf({ ...order, probes: ['all'], probeOptions })
    const own = outcomes.filter((name) => scalarsOf(all)[name] !== undefined)
    const few = await envelopesOf(order, { plan: { probes: own } })
    expect(reportsOf(all, 'failed')).toEqual([])
    expect(reportsOf(all, 'attached').length).toBeGreaterThan(40)
    expect(own).toContain('train-loss')
    for (const name of own) expect(scalarsOf(few)[name]).toEqual(scalarsOf(all)[name])
    expect(endOf(all).weights).toBe(endOf(few).weights)
  })

  it('detaches a probe that throws, and goes on', async () => {
    const brittle = defineProbe({
      ...probes.find(({ id }) => id === 'train-loss')!,
      id: 'brittle',
      needs: ['train', 'weights'],
      cost: 'free',
      cadence: every(1),
      output: scalar(),
      measure: ({ train, weights }) => {
        if (train.accuracy > 0.3) throw new Error('Cannot bear it')
        return weights.w1!.values[0]!
      },
    })
    const catalogue = { probes: [...probes, brittle], detectors }
    const envelopes = await envelopesOf(tiny, { plan: { probes: [...outcomes, 'brittle'] }, catalogue })
    const [failed] = reportsOf(envelopes, 'failed')
    expect(failed).toMatchObject({ probe: 'brittle', why: 'Cannot bear it' })
    expect(failed?.step).toBeGreaterThan(0)
    const last = scalarsOf(envelopes).brittle?.at(-1)?.[0]
    expect(last).toBe((failed?.step ?? 0) - 1)
    expect(scalarsOf(envelopes)['train-loss']).toHaveLength(41)
    expect(endOf(envelopes).weights).toBe(endOf(await envelopesOf(tiny)).weights)
  })

  it('refuses a result that is not what the card says', async () => {
    const liar = { ...probes.find(({ id }) => id === 'train-loss')!, id: 'liar', measure: () => 'high' as never }
    const catalogue = { probes: [liar], detectors: [] }
    const envelopes = await envelopesOf(tiny, { plan: { probes: ['liar'] }, catalogue })
    expect(reportsOf(envelopes, 'failed')[0]?.why).toBe("At liar: expected a number, got 'high'")
  })
})

describe('commands', () => {
  /** Sends each command when its step has been measured, and remembers what was answered. */
  async function commanded(script: Record<number, AddressedCommand['command'][]>) {
    const command$ = new Subject<AddressedCommand>()
    const answers: Outcome[] = []
    const envelopes: Envelope[] = []
    const send = (step: number) => {
      for (const command of script[step] ?? []) {
        command$.next({ command, answer: (outcome) => answers.push(outcome) })
        if (command.type === 'pause') setTimeout(() => send(-step), 50)
      }
    }
    const order = { ...tiny, steps: 60 }
    let step = 0
    const teller = defineProbe({
      ...probes.find(({ id }) => id === 'train-loss')!,
      id: 'teller',
      needs: [],
      output: scalar(),
      measure: () => (send(step++), 0),
    })
    const catalogue = { probes: [...probes, teller], detectors }
    envelopes.push(...(await envelopesOf(order, { plan: { probes: ['teller', ...outcomes] }, command$, catalogue })))
    return { envelopes, answers }
  }

  it('pause and resume between steps, and leave the numbers equal to the bit', async () => {
    const { envelopes, answers } = await commanded({ 10: [{ type: 'pause' }], [-10]: [{ type: 'resume' }] })
    const plain = await commanded({})
    expect(answers).toEqual([
      { ok: true, step: 10 },
      { ok: true, step: 10 },
    ])
    const [pause, resume] = envelopes.filter(({ report }) => report.type === 'applied')
    expect([pause, resume].map((envelope) => envelope?.report)).toEqual([
      { type: 'applied', command: { type: 'pause' }, step: 10 },
      { type: 'applied', command: { type: 'resume' }, step: 10 },
    ])
    expect(scalarsOf(envelopes)).toEqual(scalarsOf(plain.envelopes))
    expect(endOf(envelopes).weights).toBe(endOf(plain.envelopes).weights)
  })

  it('attach and detach a probe in mid-run, at the step that is answered', async () => {
    const { envelopes, answers } = await commanded({
      21: [{ type: 'attach', probe: 'weight-norm', cadence: every(3), from: 'now' }],
      39: [{ type: 'detach', probe: 'weight-norm' }],
    })
    expect(answers).toEqual([
      { ok: true, step: 21 },
      { ok: true, step: 39 },
    ])
    expect(scalarsOf(envelopes)['weight-norm/total']?.map(([step]) => step)).toEqual([21, 24, 27, 30, 33, 36, 39])
    expect(reportsOf(envelopes, 'detached')).toEqual([{ type: 'detached', probe: 'weight-norm', step: 39 }])
    const plain = await commanded({})
    expect(scalarsOf(envelopes)['test-loss']).toEqual(scalarsOf(plain.envelopes)['test-loss'])
    expect(endOf(envelopes).weights).toBe(endOf(plain.envelopes).weights)
  })

  it('stop after the step under way', async () => {
    const { envelopes, answers } = await commanded({ 7: [{ type: 'stop' }] })
    expect(answers).toEqual([{ ok: true, step: 7 }])
    expect(endOf(envelopes)).toMatchObject({ how: 'stopped', step: 7 })
    expect(scalarsOf(envelopes)['train-loss']).toHaveLength(8)
  })

  it('are refused with a reason and leave no trace', async () => {
    const { envelopes, answers } = await commanded({
      5: [
        { type: 'resume' },
        { type: 'attach', probe: 'wieght-norm' },
        { type: 'attach', probe: 'train-loss' },
        { type: 'detach', probe: 'weight-norm' },
        { type: 'attach', probe: 'weight-norm', cadence: every(0) },
        { type: 'attach', probe: 'weight-norm', options: { speed: 3 } },
      ],
    })
    expect(answers.map((outcome) => (outcome.ok ? '' : outcome.why))).toEqual([
      'The run is not paused',
      expect.stringContaining("Unknown probe 'wieght-norm'; did you mean 'weight-norm'?"),
      "Probe 'train-loss' is attached already; detach it first, or retune it to change how it measures",
      "Probe 'weight-norm' is not attached",
      expect.stringContaining('weight-norm.cadence: expected a whole number from 1'),
      "Probe 'weight-norm' has no options, got 'speed'",
    ])
    expect(reportsOf(envelopes, 'applied')).toEqual([])
  })
})
