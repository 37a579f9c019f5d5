import { lastValueFrom, startWith, Subject, tap, toArray } from 'rxjs'
import { defineProbe, scalar, type Probe } from '#probes/define.ts'
import { UNASKED } from '#probes/detectors/index.ts'
import { detectors, probes } from '#probes/index.ts'
import {
  columnsOf,
  every,
  type AddressedCommand,
  type Attach,
  type Command,
  type Envelope,
  type Outcome,
} from '#src/vocabulary/index.ts'
import type { Origin } from '#trainer/resuming/origin.ts'
import type { Plan } from '#trainer/run/plan.ts'
import { trainRun, type RunContext } from '#trainer/train-run.ts'
import { inProcess } from './backfill/in-process.ts'
import { backend } from './runs.ts'

/** What is commanded at which step, once it was observed; and, by its negative, a while after a pause there. */
export type Script = Readonly<Record<number, readonly Command[]>>

type Steering = Omit<RunContext, 'catalogue' | 'origin'> & {
  /** Where it goes on, with the probes that it has. */
  origin?: (probes: readonly Probe[]) => Origin
  /** Detectors that watch it unasked besides the project's own. */
  watchers?: readonly Probe[]
  script?: Script
  /** What is commanded where it begins or goes on, before it goes any further. */
  first?: readonly Command[]
  probes?: readonly (string | Attach)[]
  /** Probes that the catalogue has besides its own. */
  more?: readonly Probe[]
  heard?: (envelope: Envelope) => void
  /** Commands once more, when the run has ended. */
  ended?: (give: (command: Command, answer: (outcome: Outcome) => void) => void) => void
  /** Behind which nobody can command any more, so that a run that is paused ends. */
  leaves?: (envelope: Envelope) => boolean
}

export interface Steered {
  readonly envelopes: Envelope[]
  readonly answers: { command: Command; outcome: Outcome }[]
}

/** Carries out a plan that is steered at exact steps, to its end. */
export async function steered(plan: Plan, steering: Steering): Promise<Steered> {
  const {
    script = {},
    first = [],
    probes: attached,
    more = [],
    watchers = [],
    heard,
    leaves,
    ended,
    ...context
  } = steering
  const command$ = new Subject<AddressedCommand>()
  const answers: Steered['answers'] = []
  const addressed = (command: Command): AddressedCommand => ({
    command,
    answer: (outcome) => answers.push({ command, outcome }),
  })
  const give = (command: Command) => command$.next(addressed(command))
  let step = 0
  let origin: Origin | null = null
  const teller = defineProbe({
    ...probes.find(({ id }) => id === 'train-loss')!,
    id: 'teller',
    needs: [],
    cadence: every(1),
    output: scalar(),
    measure: () => {
      for (const command of script[step] ?? []) if (!isObeyed(origin, step, command)) give(command)
      return step++
    },
  })
  const all = [...probes, ...watchers, ...more, teller]
  origin = context.origin?.(all) ?? null
  step = firstSeen(origin)
  const wanted = (attached ?? plan.probes).map((one) => (typeof one === 'string' ? { probe: one } : one))
  const run$ = trainRun(
    { ...plan, probes: [{ probe: 'teller' }, ...wanted.filter(({ probe }) => probe !== 'teller')] },
    await backend(),
    command$.pipe(startWith(...first.map(addressed))),
    {
      replayer: inProcess(all),
      ...context,
      origin,
      catalogue: { probes: all, detectors, unasked: [...UNASKED, ...watchers.map(({ id }) => id)] },
    },
  ).pipe(
    tap((envelope) => {
      const { report } = envelope
      heard?.(envelope)
      if (report.type === 'ended') ended?.((command, answer) => command$.next({ command, answer }))
      if (leaves?.(envelope)) command$.complete()
      if (report.type === 'applied' && report.command.type === 'pause')
        setTimeout(() => (script[-report.step] ?? []).forEach(give), 20)
    }),
  )
  const envelopes = await lastValueFrom(run$.pipe(toArray()))
  return { envelopes, answers }
}

/** The step at which the teller is asked first. */
function firstSeen(origin: Origin | null): number {
  return origin?.checkpoint ? origin.checkpoint.state.step + 1 : 0
}

/** Whether a run that is resumed had obeyed a Command; it obeys it again by itself. */
function isObeyed(origin: Origin | null, step: number, command: Command): boolean {
  if (origin === null || step > origin.known.until) return false
  return (
    step < origin.known.until ||
    origin.known.log.some((one) => one.step === step && JSON.stringify(one.command) === JSON.stringify(command))
  )
}

/** Every number of a run but those of its machine, by series and step. Two at one step would be two. */
export function curvesOf(envelopes: readonly Envelope[]): Record<string, [step: number, ...values: number[]][]> {
  const curves: Record<string, [number, ...number[]][]> = {}
  for (const { report } of envelopes) {
    for (const { series, steps, values, lengths } of columnsOf(report)) {
      if (/^(elapsed|cost|machine|teller)\b/.test(series)) continue
      let from = 0
      steps.forEach((step, i) => {
        const length = lengths?.[i] ?? 1
        ;(curves[series] ??= []).push([step, ...values.slice(from, from + length)])
        from += length
      })
    }
  }
  for (const points of Object.values(curves)) points.sort(([a], [b]) => a - b)
  return Object.fromEntries(Object.entries(curves).sort(([a], [b]) => (a < b ? -1 : 1)))
}
