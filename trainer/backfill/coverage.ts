import type { LoggedCommand, ProbeCard, Report } from '#src/vocabulary/index.ts'
import { gapsOf, type Stretch } from '#trainer/observing/observers.ts'
import type { Wish } from './request.ts'

/** What a run's Reports say of its past: who is attached since when, which steps are there, what a replay obeys. */
export interface Ledger {
  /** Settings that were changed, and how the probes that are attached now were retuned. */
  readonly log: readonly LoggedCommand[]
  /** The last step that was observed, as far as can be told. */
  readonly step: number
  readonly attached: ReadonlyMap<string, Wish>
  /** Steps that were measured or filled in, of each probe that ever was attached. */
  readonly covered: ReadonlyMap<string, readonly Stretch[]>
  /** Series that were declared, by the run or by a replay of it. */
  readonly declared: ReadonlySet<string>
  /** Probes that came into the run's catalogue while it went on. */
  readonly offered: readonly ProbeCard[]
}

export const EMPTY_LEDGER: Ledger = {
  log: [],
  step: -1,
  attached: new Map(),
  covered: new Map(),
  declared: new Set(),
  offered: [],
}

/** A pure reducer over Reports, so that a run that is taken up again knows what its past still lacks. */
export function noted(before: Ledger, report: Report): Ledger {
  const ledger = { ...before, step: Math.max(before.step, stepOf(report)) }
  switch (report.type) {
    case 'declared':
      return { ...ledger, declared: new Set(ledger.declared).add(report.series.name) }
    case 'offered':
      return { ...ledger, offered: [...ledger.offered, report.probe] }
    case 'applied': {
      const { step, command } = report
      const isObeyed = command.type === 'set' || command.type === 'retune'
      return isObeyed ? { ...ledger, log: [...ledger.log, { step, command }] } : ledger
    }
    case 'attached': {
      const { probe, step, cadence, options, from = null, past = 'every', live = true } = report
      const covered = ledger.covered.get(probe) ?? []
      const gaps = from === null ? [] : gapsOf(covered, from, live ? step - 1 : Infinity)
      const wish: Wish = { attach: { probe, cadence, options }, since: from ?? step, gaps, past, live }
      return {
        ...ledger,
        // How it was retuned when it was attached before is over.
        log: ledger.log.filter(({ command }) => command.type !== 'retune' || command.probe !== probe),
        attached: new Map(ledger.attached).set(probe, wish),
        covered: new Map(ledger.covered).set(probe, live ? [...covered, { from: step, to: Infinity }] : covered),
      }
    }
    case 'filled': {
      const { probe, from, to } = report
      return {
        ...ledger,
        covered: new Map(ledger.covered).set(probe, withStretch(ledger.covered.get(probe), from, to)),
      }
    }
    case 'unfilled': {
      const wish = ledger.attached.get(report.probe)
      if (wish === undefined) return ledger
      return { ...ledger, attached: new Map(ledger.attached).set(report.probe, { ...wish, gaps: [] }) }
    }
    case 'detached':
    case 'failed': {
      const { probe, step } = report
      const last = report.type === 'failed' ? step - 1 : step
      const closed = (ledger.covered.get(probe) ?? []).map((stretch) =>
        stretch.to === Infinity ? { ...stretch, to: last } : stretch,
      )
      const attached = new Map(ledger.attached)
      attached.delete(probe)
      return { ...ledger, attached, covered: new Map(ledger.covered).set(probe, closed) }
    }
    default:
      return ledger
  }
}

/** Those wishes of which steps are missing still, cut to what is missing of the steps that there are. */
export function unfulfilled({ attached, covered, step }: Ledger): Wish[] {
  return [...attached.values()].flatMap((wish) => {
    const there = (covered.get(wish.attach.probe) ?? []).filter(({ to }) => to !== Infinity)
    const gaps = wish.gaps.flatMap(({ from, to }) => gapsOf(there, from, Math.min(to, step)))
    return gaps.length === 0 ? [] : [{ ...wish, gaps }]
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
