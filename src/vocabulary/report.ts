import type { Cadence } from './cadence.ts'
import type { Command } from './command.ts'
import type { Mark, DetectorCard } from './mark.ts'
import type { OptionValues, ProbeCard } from './probe.ts'
import type { Run, RunId } from './run.ts'
import type { Column, SeriesDeclaration } from './series.ts'

/** A fact about a run, in the past tense. Everything that is known of a run is its Reports, in order. */
export type Report =
  /** The first of a run; carries every card that the run's catalogue offers, so that a viewer needs no probe's code. */
  | {
      readonly type: 'started'
      readonly run: Run
      readonly probes: readonly ProbeCard[]
      readonly detectors: readonly DetectorCard[]
    }
  | {
      readonly type: 'attached'
      readonly probe: string
      readonly step: number
      readonly cadence: Cadence
      readonly options: OptionValues
    }
  | { readonly type: 'detached'; readonly probe: string; readonly step: number }
  /** A series will follow: sent once, before its first number. */
  | { readonly type: 'declared'; readonly series: SeriesDeclaration }
  | { readonly type: 'measured'; readonly columns: readonly Column[] }
  /** A value that could not be computed, and why. Said again only when the reason changes. */
  | { readonly type: 'absent'; readonly series: string; readonly step: number; readonly why: string }
  | { readonly type: 'marked'; readonly mark: Mark }
  | { readonly type: 'applied'; readonly command: Command; readonly step: number }
  /** A probe threw: it is detached, and the run goes on. */
  | { readonly type: 'failed'; readonly probe: string; readonly step: number; readonly why: string }
  | {
      readonly type: 'ended'
      readonly how: 'completed' | 'stopped' | 'failed'
      readonly step: number
      readonly msPerStep: number
      /** `sha256:…` over names, shapes and bytes of the final weights. */
      readonly weights: string
      readonly why: string | null
    }

export type Fact = Exclude<Report, { type: 'measured' }>

/** A Report with its place in its run: sequence numbers count from 0 without gaps. */
export interface Envelope<R extends Report = Report> {
  readonly run: RunId
  readonly seq: number
  /** When the trainer emitted it, milliseconds since the epoch on the trainer's clock. */
  readonly at: number
  readonly report: R
}
