import type { LoggedCommand, Report } from '#src/vocabulary/index.ts'
import { gapsOf, type Stretch } from '#trainer/observers.ts'
import type { Wish } from './wish.ts'

/** What a run's Reports say of its past: who is attached since when, which steps are there, what was commanded. */
export interface Ledger {
  readonly log: readonly LoggedCommand[]
  /** The last step that was observed. */
  readonly step: number
  readonly hasEnded: boolean
  readonly attached: ReadonlyMap<string, Wish>
  /** Steps that were measured or filled in, of each probe that ever was attached. */
  readonly covered: ReadonlyMap<string, readonly Stretch[]>
}

export const EMPTY_LEDGER: Ledger = {
  log: [],
  step: -1,
  hasEnded: false,
  attached: new Map(),
  covered: new Map(),
}

/** A pure reducer over Reports, so that a run that is taken up again knows what its past still lacks. */
export function noted(ledger: Ledger, report: Report): Ledger {
  switch (report.type) {
    case 'applied':
      return { ...ledger, log: [...ledger.log, { step: report.step, command: report.command }] }
    case 'measured':
      return { ...ledger, step: Math.max(ledger.step, ...report.columns.map(({ steps }) => steps.at(-1) ?? 0)) }
    case 'ended':
      return { ...ledger, step: report.step, hasEnded: true }
    case 'resumed':
      return { ...ledger, hasEnded: false }
    case 'attached': {
      const { probe, step, cadence, options, from = null, past = 'every', live = true } = report
      const before = ledger.covered.get(probe) ?? []
      const gaps = from === null ? [] : gapsOf(before, from, live ? step - 1 : Infinity)
      const wish: Wish = { attach: { probe, cadence, options }, since: from ?? step, gaps, past, live }
      const now: Stretch[] = live ? [{ from: step, to: Infinity }] : []
      return {
        ...ledger,
        attached: new Map(ledger.attached).set(probe, wish),
        covered: new Map(ledger.covered).set(probe, [...before, ...now]),
      }
    }
    case 'filled': {
      const { probe, from, to } = report
      const covered = [...(ledger.covered.get(probe) ?? []), { from, to }]
      return { ...ledger, covered: new Map(ledger.covered).set(probe, covered) }
    }
    case 'unfilled':
      return withoutWish(ledger, report.probe)
    case 'detached':
    case 'failed': {
      const last = report.type === 'failed' ? report.step - 1 : report.step
      const closed = (ledger.covered.get(report.probe) ?? []).map((stretch) =>
        stretch.to === Infinity ? { ...stretch, to: last } : stretch,
      )
      return withoutWish({ ...ledger, covered: new Map(ledger.covered).set(report.probe, closed) }, report.probe)
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

function withoutWish(ledger: Ledger, probe: string): Ledger {
  const attached = new Map(ledger.attached)
  attached.delete(probe)
  return { ...ledger, attached }
}
