import { every, type Attach } from '#src/vocabulary/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { recipeOf } from '#trainer/experiments/open-system.ts'
import { planRun } from '#trainer/run/plan.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { observedSteps, type Stepper } from './observed-steps.ts'
import { rounded, spreadOf } from './spread.ts'

/** Each way takes so many steps of the run before it is the next one's turn; 24 turns are the whole run. */
const STEPS_A_TURN = 25

/**
 * What observing costs the demo, over the whole run, since it follows the curve: with its default probes, with the same ones where
 * the test split is asked at every step, and with none. The ways take turns, as the machine's speed drifts.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const backend = await openBackend()
  const bench = workbenchOf(backend)
  const plan = planRun({ experiment: 'modular-addition-mlp' })
  const begin = (probes: readonly Attach[]) => observedSteps(plan, recipeOf(plan), bench, probes)
  const ways: Record<string, Stepper> = {
    none: begin([]),
    defaults: begin(plan.probes),
    everyStep: begin(plan.probes.map(atEveryStep)),
  }
  const turns = Object.fromEntries(Object.keys(ways).map((name) => [name, [] as Taken[]]))
  for (let step = 0; step < plan.steps; step += STEPS_A_TURN)
    for (const [name, way] of Object.entries(ways)) turns[name]?.push(taken(way))
  const { none = [], defaults = [], everyStep = [] } = turns
  return {
    backend: backend.describe(),
    msPerStep: Object.fromEntries(
      Object.entries(turns).map(([name, all]) => [name, spreadOf(all.map(({ ms }) => ms))]),
    ),
    ratiosToNone: { defaults: ratios(defaults, none), everyStep: ratios(everyStep, none) },
  }
}

/** Milliseconds that a step took by the clock, and of the processor. */
interface Taken {
  readonly ms: number
  readonly cpuMs: number
}

function taken(way: Stepper): Taken {
  const [start, used] = [performance.now(), process.cpuUsage()]
  for (let i = 0; i < STEPS_A_TURN; i++) way()
  const { user, system } = process.cpuUsage(used)
  return { ms: (performance.now() - start) / STEPS_A_TURN, cpuMs: (user + system) / 1000 / STEPS_A_TURN }
}

/** Of the whole run and turn by turn; that of processor time says more on a machine that others use too. */
function ratios(one: readonly Taken[], none: readonly Taken[]) {
  const sum = (all: readonly Taken[], what: keyof Taken) => all.reduce((total, taking) => total + taking[what], 0)
  return {
    wholeRun: rounded(sum(one, 'ms') / sum(none, 'ms')),
    wholeRunByProcessor: rounded(sum(one, 'cpuMs') / sum(none, 'cpuMs')),
    turns: spreadOf(one.map(({ ms }, i) => ms / none[i]!.ms)),
    turnsByProcessor: spreadOf(one.map(({ cpuMs }, i) => cpuMs / none[i]!.cpuMs)),
  }
}

/** The same probe, but where it asks the test split it does so at every step. */
function atEveryStep(attach: Attach): Attach {
  const asksTestSplit = ['test-accuracy', 'test-loss', 'generalization-gap'].includes(attach.probe)
  return asksTestSplit ? { ...attach, cadence: every(1) } : attach
}
