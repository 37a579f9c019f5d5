import type { LoggedCommand, ProbeCard, Report } from '#src/vocabulary/index.ts'
import { gapsOf, type Stretch } from '#trainer/observing/observers.ts'
import type { BackfillRequest } from './request.ts'

/** What a run's Reports say of its past: who is attached since when, which steps are there, what a replay obeys. */
export interface Coverage {
  /** Settings that were changed, and how the probes that are attached now were retuned. */
  readonly log: readonly LoggedCommand[]
  /** The last step that was observed, as far as can be told. */
  readonly step: number
  readonly attached: ReadonlyMap<string, BackfillRequest>
  /** Steps that were measured or filled in, of each probe that ever was attached. */
  readonly covered: ReadonlyMap<string, readonly Stretch[]>
  /** Series that were declared, by the run or by a replay of it. */
  readonly declared: ReadonlySet<string>
  /** Probes that came into the run's catalogue while it went on. */
  readonly offered: readonly ProbeCard[]
}

export const NO_COVERAGE: Coverage = {
  log: [],
  step: -1,
  attached: new Map(),
  covered: new Map(),
  declared: new Set(),
  offered: [],
}

/** A pure reducer over Reports, so that a run that is taken up again knows what its past still lacks. */
export function coverageAfter(before: Coverage, report: Report): Coverage {
  const coverage = { ...before, step: Math.max(before.step, stepOf(report)) }
  switch (report.type) {
    case 'declared':
      return { ...coverage, declared: new Set(coverage.declared).add(report.series.name) }
    case 'offered':
      return { ...coverage, offered: [...coverage.offered, report.probe] }
    case 'applied': {
      const { step, command } = report
      const isObeyed = command.type === 'set' || command.type === 'retune'
      return isObeyed ? { ...coverage, log: [...coverage.log, { step, command }] } : coverage
    }
    case 'attached': {
      const { probe, step, cadence, options, from = null, past = 'every', live = true } = report
      const covered = coverage.covered.get(probe) ?? []
      const gaps = from === null ? [] : gapsOf(covered, from, live ? step - 1 : Infinity)
      const request: BackfillRequest = { attach: { probe, cadence, options }, since: from ?? step, gaps, past, live }
      return {
        ...coverage,
        // How it was retuned when it was attached before is over.
        log: coverage.log.filter(({ command }) => command.type !== 'retune' || command.probe !== probe),
        attached: new Map(coverage.attached).set(probe, request),
        covered: new Map(coverage.covered).set(probe, live ? [...covered, { from: step, to: Infinity }] : covered),
      }
    }
    case 'filled': {
      const { probe, from, to } = report
      return {
        ...coverage,
        covered: new Map(coverage.covered).set(probe, withStretch(coverage.covered.get(probe), from, to)),
      }
    }
    case 'unfilled': {
      const request = coverage.attached.get(report.probe)
      if (request === undefined) return coverage
      return { ...coverage, attached: new Map(coverage.attached).set(report.probe, { ...request, gaps: [] }) }
    }
    case 'detached':
    case 'failed': {
      const { probe, step } = report
      const last = report.type === 'failed' ? step - 1 : step
      const closed = (coverage.covered.get(probe) ?? []).map((stretch) =>
        stretch.to === Infinity ? { ...stretch, to: last } : stretch,
      )
      const attached = new Map(coverage.attached)
      attached.delete(probe)
      return { ...coverage, attached, covered: new Map(coverage.covered).set(probe, closed) }
    }
    default:
      return coverage
  }
}

/** Those requests of which steps are missing still, cut to what is missing of the steps that there are. */
export function unfulfilled({ attached, covered, step }: Coverage): BackfillRequest[] {
  return [...attached.values()].flatMap((request) => {
    const there = (covered.get(request.attach.probe) ?? []).filter(({ to }) => to !== Infinity)
    const gaps = request.gaps.flatMap(({ from, to }) => gapsOf(there, from, Math.min(to, step)))
    return gaps.length === 0 ? [] : [{ ...request, gaps }]
  })
}

/** A past arrives piece by piece, and is one stretch in the end. */
function withStretch(covered: readonly Stretch[] = [], from: number, to: number): readonly Stretch[] {
  const before = covered.find((stretch) => stretch.from <= from && stretch.to === from - 1)
  return [...covered.filter((stretch) => stretch !== before), { from: before?.from ?? from, to }]
}

/** The step at which a Report stands in the run, which has been there then; −1 for what says nothing of where it is. */
function stepOf(report: Report): number {
  if (report.type === 'measured') return Math.max(-1, ...report.columns.map(({ steps }) => steps.at(-1) ?? -1))
  // What a replay could not compute, it may say of any step of the past; of the future it says nothing.
  return 'step' in report ? report.step : -1
}
