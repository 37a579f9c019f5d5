import { afterAll, describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { every, type Command, type Envelope, type LoggedCommand, type ParameterValues } from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { readSafetensors } from '#trainer/formats/read-safetensors.ts'
import { branching, changesOf, planOfBranch } from '#trainer/resuming/fork.ts'
import { planOf, resumption } from '#trainer/resuming/resume.ts'
import type { Plan } from '#trainer/run/plan.ts'
import { bringTo } from '#trainer/systems/bring-to.ts'
import { fingerprint } from '#trainer/systems/fingerprint.ts'
import { weightsOf, type SystemState } from '#trainer/systems/system-state.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { inProcess } from '../backfill/in-process.ts'
import { recordFrom } from '../records.ts'
import { backend, reportsOf } from '../runs.ts'
import { curvesOf, steered, type Script } from '../steered.ts'
import { echoMap, trajectoryOf } from './echo-map.ts'

const parameters = { factor: 0.5, size: 3 }
const attached = [
  { probe: 'train-loss', cadence: every(1) },
  { probe: 'weight-norm', cadence: every(2) },
  // It remembers every step.
  { probe: 'path-length', cadence: every(3) },
]
const plan: Plan = {
  id: 'echo-1',
  name: 'Echo',
  experiment: echoMap,
  parameters,
  seed: 5,
  steps: 30,
  probes: attached,
  breakpoints: [{ id: 'small', when: 'train-loss < 0.01', then: [{ type: 'mark', label: 'small' }] }],
  with: null,
  group: null,
  parent: null,
}
const set = (value: number): Command => ({ type: 'set', key: 'factor', value })
const settings: Script = { 4: [{ type: 'checkpoint' }, set(0.9)], 9: [{ type: 'checkpoint' }], 17: [set(-0.5)] }
const trajectory = trajectoryOf(parameters, plan.seed, plan.steps, { 4: 0.9, 17: -0.5 })
const replayer = inProcess(probes, [echoMap])
const weightsIn = (envelopes: readonly Envelope[]) => reportsOf(envelopes, 'ended').at(-1)?.weights

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const checkpoints = openCheckpoints(folder.path)
const { envelopes } = await steered(plan, { script: settings, checkpoints, replayer })
const curves = curvesOf(envelopes)

describe('a run through a system that is no network', () => {
  it('is the system itself, observed at every step with what was in force when it came there', () => {
    expect(reportsOf(envelopes, 'failed')).toEqual([])
    const factorAt = (step: number) => (step > 17 ? -0.5 : step > 4 ? 0.9 : 0.5)
    const losses = trajectory.map((x, step) => [step, factorAt(step) * x.reduce((sum, one) => sum + one * one, 0)])
    expect(curves['train-loss']).toEqual(losses)
    expect(curves['weight-norm/total']).toHaveLength(16)
    const first = losses.find(([, loss]) => (loss as number) < 0.01)?.[0]
    expect(first).toBeGreaterThan(0)
    expect(reportsOf(envelopes, 'marked').map(({ mark }) => mark)).toMatchObject([
      { by: 'breakpoint small', step: first },
    ])
    const last = { x: { shape: [3], values: trajectory.at(-1)! } }
    expect(reportsOf(envelopes, 'ended')).toMatchObject([{ how: 'completed', step: 30, weights: fingerprint(last) }])
  })

  it('leaves checkpoints in which its numbers are what they were, to the bit', () => {
    expect(checkpoints.list()).toMatchObject({ refused: [] })
    const kept = checkpoints.wholeAt(9)?.state
    expect(kept).toEqual({
      step: 9,
      tensors: {
        x: { shape: [3], values: trajectory[9] },
        'before/x': { shape: [3], values: trajectory[8] },
      },
      numbers: { turns: -9 },
    })
    expect(checkpoints.wholeAt(0)?.state.numbers.turns).toBe(-0)
    expect(checkpoints.weightsAt(7)).toEqual({ x: { shape: [3], values: trajectory[7] } })
    const { path } = checkpoints.list().kept.find(({ step }) => step === 9)!
    expect(readSafetensors(path).x?.values).toEqual(trajectory[9])
  })

  it.each([3, 4, 5, 9, 12, 18, 25])('is resumed behind step %i as if nothing had been', async (step) => {
    const cut = envelopes.findIndex(({ report }) => report.type === 'measured' && report.columns[0]!.steps[0]! > step)
    const before = envelopes.slice(0, cut)
    const record = await recordFrom(before)
    const rest = await steered(planOf(record, [echoMap]), {
      script: settings,
      checkpoints,
      replayer,
      origin: (catalogue) => resumption(record, checkpoints, catalogue, false, [echoMap]),
    })
    expect(curvesOf([...before, ...rest.envelopes])).toEqual(curves)
    expect(weightsIn(rest.envelopes)).toBe(weightsIn(envelopes))
  })

  it('is forked without a change into what it is, and with one into what it would have been', async () => {
    const record = await recordFrom(envelopes)
    const backendHere = await backend()
    const branchAt = async (at: number, factor: number | null) => {
      const changes: ParameterValues = factor === null ? {} : { factor }
      const branch = planOfBranch(record, { at, set: changes }, [echoMap])
      const behind = Object.entries(settings).filter(([step]) => Number(step) > at)
      const going = await steered(branch, {
        script: Object.fromEntries(behind),
        first: changesOf(branch),
        replayer,
        origin: (catalogue) => branching(record, branch, backendHere, checkpoints, catalogue),
      })
      return going.envelopes
    }
    for (const at of [0, 4, 9, 11]) {
      const own = await branchAt(at, null)
      expect(curvesOf(own), `at ${at}`).toEqual(curves)
      expect(weightsIn(own)).toBe(weightsIn(envelopes))
    }
    const changed = trajectoryOf(parameters, plan.seed, plan.steps, { 4: 0.9, 11: 0.25, 17: -0.5 })
    expect(weightsIn(await branchAt(11, 0.25))).toBe(fingerprint({ x: { shape: [3], values: changed.at(-1)! } }))
  })

  it.each(['its first step', 'checkpoints'])(
    'gives a late probe the curve it would have had, from %s',
    async (from) => {
      using own = temporaryFolder()
      const late = await steered(plan, {
        script: { ...settings, 26: attached.map((attach): Command => ({ type: 'attach', ...attach })) },
        probes: [],
        checkpoints: from === 'checkpoints' ? openCheckpoints(own.path) : null,
        replayer,
      })
      expect(late.answers.filter(({ outcome }) => !outcome.ok)).toEqual([])
      expect(reportsOf(late.envelopes, 'unfilled')).toEqual([])
      expect(curvesOf(late.envelopes)).toEqual(curves)
      expect(reportsOf(late.envelopes, 'filled').length).toBeGreaterThan(0)
    },
  )

  it('refuses a probe that needs what it has not, and says who has it', async () => {
    const { answers } = await steered(plan, { script: { 2: [{ type: 'attach', probe: 'gradient-norm' }] }, replayer })
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      {
        ok: false,
        why: expect.stringMatching(
          /^Probe 'gradient-norm' needs gradients \(.*\), which experiment 'echo-map' does not provide; .*modular-addition-mlp.* do$/,
        ),
      },
    ])
  })
})

describe('bringing a system to a step', () => {
  const open = () => echoMap.open!(parameters, plan.seed, { tf: null as never })
  const log: LoggedCommand[] = [4, 17].map((step) => ({ step, command: set(step === 4 ? 0.9 : -0.5) }))
  const breathe = () => Promise.resolve()
  async function broughtTo(step: number, nearest: (behind: number, upTo: number) => SystemState | null) {
    const system = open()
    const steps = await Array.fromAsync(bringTo(system, step, { parameters, log, nearest, breathe }))
    return { steps, x: weightsOf(system.state()).x?.values, inputs: system.inputs }
  }

  it('makes every update from the first step, or only those behind what is kept, and comes to the same', async () => {
    const again = await broughtTo(20, () => null)
    expect(again.steps).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect(again.x).toEqual(trajectory[20])
    for (const at of [4, 9, 17, 18, 20]) {
      const asked: number[][] = []
      const nearest = (...between: [number, number]) => {
        asked.push(between)
        return stateAt(at)
      }
      const { steps, x, inputs } = await broughtTo(20, nearest)
      expect(asked).toEqual([[0, 20]])
      expect(steps, `from ${at}`).toEqual(again.steps.slice(at))
      expect(x).toEqual(trajectory[20])
      expect(inputs.train).toEqual(again.inputs.train)
    }
  })

  it('obeys nothing at the step that it comes to: what that shows is of the settings before it', async () => {
    const { inputs } = await broughtTo(17, () => null)
    const sum = trajectory[17]!.reduce((all, x) => all + x * x, 0)
    expect(inputs.train?.loss).toBe(0.9 * sum)
    expect((await broughtTo(17, () => stateAt(17))).inputs.train?.loss).toBe(0.9 * sum)
  })

  function stateAt(step: number): SystemState {
    const tensor = (at: number) => ({ shape: [3], values: trajectory[at]! })
    return { step, tensors: { x: tensor(step), 'before/x': tensor(step - 1) }, numbers: { turns: -step } }
  }
})
