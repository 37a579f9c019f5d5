import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { probes } from '#probes/index.ts'
import { cadenceText, messageOf, type ProbeCard } from '#src/vocabulary/index.ts'
import { withSecondNetwork } from '#trainer/experiments/provides.ts'
import { probesFor } from '#trainer/observing/attachment.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { planRun, type Order } from '#trainer/run/plan.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import type { Said, Timing } from './probes-of-network.ts'
import { againstReferences } from './probes-references.ts'

interface Candidate {
  readonly name: string
  readonly order: Order
  /** Its probes take no longer together: the whole ends within an hour. */
  readonly minutes: number
}

/** The networks on which every probe is timed. */
const NETWORKS: readonly Candidate[] = [
  { name: 'modular-addition-mlp', order: { experiment: 'modular-addition-mlp' }, minutes: 3 },
  { name: 'modular-addition-transformer', order: { experiment: 'modular-addition-transformer' }, minutes: 6 },
  { name: 'mlp-10-million', order: { experiment: 'gaussian-mixture', set: ['width=3140', 'depth=2'] }, minutes: 45 },
]

/** Nor does one probe, its needs and the opening of the network included. */
const PATIENCE_MS = 600_000

const COSTS = ['free', 'pass', 'passes']
const script = join(import.meta.dirname, 'probes-of-network.ts')

interface Network {
  readonly parameters: number | null
  readonly msPerEvaluation: Readonly<Record<string, Timing & { readonly cadence: string }>>
}

/**
 * Milliseconds of one evaluation of each probe on three networks, its needs included, as if it were attached alone;
 * and for those that a reference library computes, the ratio to its time on the same tensors. What took too long has no
 * time and says why. `PHASESCOPE_BENCH_NETWORKS` names the networks to take, where not all are wanted.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const networks: Record<string, Network> = {}
  const wanted = process.env.PHASESCOPE_BENCH_NETWORKS?.split(',')
  const known = new Map<string, number>()
  for (const network of NETWORKS) {
    if (wanted?.includes(network.name) ?? true) networks[network.name] = await timeAll(network, known)
  }
  const backend = await openBackend()
  return { backend: backend.describe(), networks, references: references(workbenchOf(backend)) }
}

/** Cheap ones first, as known from smaller networks. A process that is stuck in a probe is ended, and another goes on with those that wait. */
async function timeAll({ name, order, minutes }: Candidate, known: Map<string, number>): Promise<Network> {
  const experiment = withSecondNetwork(planRun(order).experiment)
  const msOf = (probe: ProbeCard) => known.get(probe.id) ?? 0
  const asked = probesFor(experiment, probes).toSorted(
    (a, b) => msOf(a) - msOf(b) || COSTS.indexOf(a.cost) - COSTS.indexOf(b.cost),
  )
  const cadences = new Map(asked.map((probe) => [probe.id, cadenceText(probe.cadence)]))
  const timings = new Map<string, Timing>()
  const deadline = performance.now() + 60_000 * minutes
  let parameters: number | null = null
  const take = (probe: string, timing: Timing) => {
    timings.set(probe, timing)
    known.set(probe, timing.ms ?? Number.MAX_VALUE)
    const said = [timing.ms === null ? [] : `${timing.ms.toFixed(2)} ms`, timing.why ?? []].flat().join(': ')
    process.stderr.write(`  ${name} ${timings.size}/${asked.length} ${probe} ${said}\n`)
  }
  for (;;) {
    const waiting = asked.map((probe) => probe.id).filter((probe) => !timings.has(probe))
    if (waiting.length === 0) break
    if (performance.now() >= deadline) {
      const why = `Left out: the ${minutes} minutes of this network were over`
      waiting.forEach((probe) => take(probe, { ms: null, why }))
      break
    }
    const ended = await attempt({ order, probes: waiting }, deadline, (said) => {
      if ('parameters' in said) parameters = said.parameters
      if ('timing' in said) take(said.probe, said.timing)
    })
    if (ended !== null) take(ended.probe ?? (waiting[0] as string), { ms: null, why: ended.why })
  }
  const all = [...timings].map(([probe, timing]) => [probe, { ...timing, cadence: cadences.get(probe) }])
  return { parameters, msPerEvaluation: Object.fromEntries(all) as Network['msPerEvaluation'] }
}

/** One process, until it is through (null), or at what and why it was ended. */
async function attempt(
  asked: { readonly order: Order; readonly probes: readonly string[] },
  deadline: number,
  hear: (said: Said) => void,
): Promise<{ readonly probe: string | null; readonly why: string } | null> {
  const child = spawn(process.execPath, [script, JSON.stringify(asked)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let at: string | null = null
  let why = 'Its process ended'
  let timer: NodeJS.Timeout | undefined
  const wait = () => {
    clearTimeout(timer)
    const left = Math.min(PATIENCE_MS, Math.max(0, deadline - performance.now()))
    timer = setTimeout(() => {
      why = `Not done after ${(left / 1000).toFixed(0)} s`
      child.kill('SIGKILL')
    }, left)
  }
  wait()
  let isThrough = false
  for await (const line of createInterface({ input: child.stdout })) {
    wait()
    const said = JSON.parse(line) as Said
    if ('starting' in said) at = said.starting
    if ('through' in said) isThrough = true
    hear(said)
  }
  clearTimeout(timer)
  return isThrough ? null : { probe: at, why }
}

/** What cannot be compared takes none of the times above with it. */
function references(bench: ReturnType<typeof workbenchOf>): Record<string, unknown> {
  try {
    return againstReferences(bench)
  } catch (error) {
    return { why: messageOf(error) }
  }
}
