import {
  coveredOf,
  gapsOf,
  offeredIn,
  stateAfter,
  stepOf,
  UNKNOWN_RUN,
  type Attachment,
  type RunState,
  type Stretch,
} from '#src/run-state/index.ts'
import type { LoggedCommand, ProbeCard, Report } from '#src/vocabulary/index.ts'
import type { BackfillRequest } from './request.ts'

/** What a run's Reports say of its past: who is attached since when, which steps are there, what a replay obeys. */
export interface Coverage {
  /** All that they say. */
  readonly state: RunState
  /** Settings that were changed, and how the probes that are attached now were retuned. */
  readonly log: readonly LoggedCommand[]
  /** The last step that was observed, as far as can be told. */
  readonly step: number
  readonly attached: ReadonlyMap<string, BackfillRequest>
  /** Denser pasts of probes that are attached. */
  readonly denser: ReadonlyMap<string, BackfillRequest>
  /** Steps that were measured or filled in, of each probe that ever was attached. */
  readonly covered: ReadonlyMap<string, readonly Stretch[]>
  /** Series that were declared, by the run or by a replay of it. */
  readonly declared: Pick<ReadonlySet<string>, 'has'>
  /** Marks that were told, as JSON: what a detector says again is the same. */
  readonly said: ReadonlySet<string>
  /** Probes that came into the run's catalogue while it went on. */
  readonly offered: readonly ProbeCard[]
}

export const NO_COVERAGE: Coverage = coverageIn(UNKNOWN_RUN, -1, new Set())

/** The coverage after one Report more, so that a run that is resumed knows what its past still lacks. */
export function coverageAfter(before: Coverage, report: Report): Coverage {
  const said = report.type === 'marked' ? new Set(before.said).add(JSON.stringify(report.mark)) : before.said
  return coverageIn(stateAfter(before.state, report), Math.max(before.step, stepOf(report)), said)
}

/** Whether this was told already: a series is declared once, by the run or by a replay of it, and a mark is said once. */
export function isTold(report: Report, { declared, said }: Coverage): boolean {
  if (report.type === 'declared') return declared.has(report.series.name)
  return report.type === 'marked' && said.has(JSON.stringify(report.mark))
}

/** Those requests of which steps are missing still, cut to what is missing of the steps that there are. */
export function unfulfilled({ attached, denser, covered, step }: Coverage): BackfillRequest[] {
  return [...attached.values(), ...denser.values()].flatMap((request) => {
    const there = request.beside?.filled ?? covered.get(request.attach.probe) ?? []
    const gaps = request.gaps.flatMap(({ from, to }) => gapsOf(there, from, Math.min(to, step)))
    return gaps.length === 0 ? [] : [{ ...request, gaps }]
  })
}

function coverageIn(state: RunState, step: number, said: Coverage['said']): Coverage {
  const attached = [...state.attached.values()]
  const probes = new Set([...state.measured.keys(), ...state.filled.keys()])
  return {
    state,
    log: [
      ...state.log.filter(({ command }) => command.type === 'set'),
      ...attached.flatMap(({ retunings }) => retunings),
    ],
    step,
    attached: new Map(attached.map((attachment) => [attachment.probe, requestOf(attachment)])),
    denser: new Map(
      attached.flatMap((attachment) => {
        const request = denserRequestOf(attachment)
        return request === null ? [] : [[attachment.probe, request] as const]
      }),
    ),
    covered: new Map([...probes].map((probe) => [probe, coveredOf(state, probe)])),
    declared: state.declared,
    said,
    offered: offeredIn(state),
  }
}

function requestOf({ attach, since, gaps, past, live }: Attachment): BackfillRequest {
  return { attach, since, gaps, past, live }
}

function denserRequestOf({ denser, since }: Attachment): BackfillRequest | null {
  if (denser === null) return null
  const { attach, gaps, past, except, filled, step } = denser
  const from = gaps[0]?.from ?? since
  // It ends, and the run measures, or another replay, what comes behind it.
  return { attach, since: Math.min(since, from), gaps, past, live: true, beside: { except, filled, step } }
}
