import { defer, NEVER, lastValueFrom, toArray, type Observable } from 'rxjs'
import { isOfMachine, type AddressedCommand, type Attach, type Envelope, type Report } from '#src/vocabulary/index.ts'
import { openBackend, type Backend } from '#trainer/backend/index.ts'
import type { OtherSource } from '#trainer/systems/other-source.ts'
import { planRun, type Order, type Plan } from '#trainer/run/plan.ts'
import type { Catalogue } from '#trainer/run/declare-run.ts'
import { trainRun } from '#trainer/train-run.ts'

let opened: Promise<Backend> | undefined
/** One backend for a test file. */
export function backend(): Promise<Backend> {
  return (opened ??= openBackend())
}

/** A network so small that a run of hundreds of steps is a matter of a second. */
export const tiny: Order = { experiment: 'grok-mlp-small', set: ['modulus=11', 'width=16'], steps: 40, seed: 3 }

type Options = {
  /** Probes by their ids alone or as one attaches them, and whatever else the plan should have. */
  plan?: Omit<Partial<Plan>, 'probes'> & { probes?: readonly (string | Attach)[] }
  command$?: Observable<AddressedCommand>
  catalogue?: Catalogue
  other?: OtherSource
}

/** Everything that a run reports. */
export async function envelopesOf(order: Order, { plan, command$ = NEVER, catalogue, other }: Options = {}) {
  const engine = await backend()
  const run$ = defer(() => {
    const planned = planRun(order)
    const attached = plan?.probes?.map((one) => (typeof one === 'string' ? { probe: one } : one)) ?? planned.probes
    return trainRun({ ...planned, ...plan, probes: attached }, engine, command$, {
      ...(catalogue && { catalogue }),
      ...(other && { other }),
    })
  })
  return lastValueFrom(run$.pipe(toArray()))
}

export function reportsOf<T extends Report['type']>(
  envelopes: readonly Envelope[],
  type: T,
): Extract<Report, { type: T }>[] {
  return envelopes.map(({ report }) => report).filter((report) => report.type === type) as never
}

export function endOf(envelopes: readonly Envelope[]) {
  const last = envelopes.at(-1)?.report
  if (last?.type !== 'ended') throw new Error(`The last report is ${last?.type}`)
  return last
}

/** Step and value of every scalar, by series; what a run costs is of its machine. */
export function scalarsOf(envelopes: readonly Envelope[]): Record<string, [step: number, value: number][]> {
  const series: Record<string, [number, number][]> = {}
  for (const { columns } of reportsOf(envelopes, 'measured')) {
    for (const { series: name, steps, values, lengths } of columns) {
      if (lengths !== null || isOfMachine(name.split('/')[0]!)) continue
      steps.forEach((step, i) => (series[name] ??= []).push([step, values[i] as number]))
    }
  }
  return series
}
