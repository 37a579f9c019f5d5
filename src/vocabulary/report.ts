import type { Breakpoint } from './breakpoint.ts'
import type { Cadence } from './cadence.ts'
import type { ClaimOfRun } from './claim.ts'
import type { Command, Past } from './command.ts'
import type { ParameterCard, ParameterValues } from './experiment.ts'
import type { Description } from './foreign.ts'
import type { Label, NoteChange } from './label.ts'
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
      /** Of an older run; today a detector is among the probes, as one that gives an event. */
      readonly detectors: readonly DetectorCard[]
      /** The hash under which a store keeps those cards, in place of them: both lists are empty then. */
      readonly cards?: string
      /** The settings that can be changed while it runs; absent in older runs. */
      readonly settable?: readonly ParameterCard[]
      /** What is attached before the first step, so that the run can begin again from this Report alone. */
      readonly planned?: readonly Planned[]
      /** What waits before the first step for something to happen. */
      readonly breakpoints?: readonly Breakpoint[]
      /** What its experiment claims of just such a run; absent in older runs. */
      readonly claims?: readonly ClaimOfRun[]
    }
  /**
   * What a run says of itself after it began: of a foreign run, whose script names settings, a summary and what can be changed as it
   * goes. Parameters and summary are merged by key, the rest replaces what was said before.
   */
  | ({ readonly type: 'described'; readonly step: number; readonly settable?: readonly ParameterCard[] } & Description)
  /** Another trainer took the run up after its own was gone; numbers go on behind this step as if nothing had been. */
  | { readonly type: 'resumed'; readonly step: number }
  | {
      readonly type: 'attached'
      readonly probe: string
      readonly step: number
      readonly cadence: Cadence
      readonly options: OptionValues
      /** The first step of the past that is to be filled in; null or absent where it begins at `step`. */
      readonly from?: number | null
      readonly past?: Past
      /** False where all of it comes from a replay: what it would have to remember was not seen. */
      readonly live?: boolean
    }
  /** The step from which another cadence or other options hold; `until` where they hold for a while. */
  | {
      readonly type: 'retuned'
      readonly probe: string
      readonly step: number
      readonly cadence: Cadence
      readonly options: OptionValues
      readonly until: number | null
      /** Who wanted it, if not a person: a breakpoint, the budget. */
      readonly why: string | null
      /** The first step of the past that is wanted at this cadence too, where the probe did not measure. */
      readonly from?: number
      /** The last step of it, where only a stretch is wanted: how the probe goes on measuring is left as it was. */
      readonly to?: number
      readonly past?: Past
    }
  | { readonly type: 'detached'; readonly probe: string; readonly step: number }
  /** A series will follow: sent once, before its first number. */
  | { readonly type: 'declared'; readonly series: SeriesDeclaration }
  | { readonly type: 'measured'; readonly columns: readonly Column[] }
  /** Of a probe's past, the steps `from … to` are now there; `goal` is the last step to come. Its numbers travel with it. */
  | {
      readonly type: 'filled'
      readonly probe: string
      readonly from: number
      readonly to: number
      readonly goal: number
      readonly columns: readonly Column[]
      /**
       * The largest difference of a weight of the replay from the last checkpoint that it passed; 0 where all were equal to
       * the bit, left out where it passed none.
       */
      readonly drift?: number
      /** The step of that checkpoint. */
      readonly driftAt?: number
      /** It was there before, at another cadence: only what was missing is here. */
      readonly denser?: boolean
    }
  /** A probe's past cannot be had beyond what is there, and why. */
  | {
      readonly type: 'unfilled'
      readonly probe: string
      readonly step: number
      readonly why: string
      readonly denser?: boolean
    }
  /**
   * The hub was away for longer than there was room to keep everything: of the numbers of the steps `from … to`, `kept` of
   * `of` points are there. In each bucket of steps every scalar series keeps its first, its last, its smallest, its largest
   * and its first NaN, and every series of frames its first and its last. The last of those numbers travel with this word.
   */
  | {
      readonly type: 'thinned'
      readonly from: number
      readonly to: number
      readonly kept: number
      readonly of: number
      readonly why: string
      readonly columns: readonly Column[]
    }
  /** A value that could not be computed, and why. Said again only when the reason changes. */
  | { readonly type: 'absent'; readonly series: string; readonly step: number; readonly why: string }
  /** `saidAt`: the step of the run at which it was said; left out where that is the step of the mark, which may lie before. */
  | { readonly type: 'marked'; readonly mark: Mark; readonly saidAt?: number }
  /** What people call the run and say of it: each given field replaces the one before. Any writer may. */
  | ({ readonly type: 'labeled' } & Label)
  /** A few words on a step or some steps; without a text, the note of this id is taken away. Any writer may. */
  | { readonly type: 'noted'; readonly note: NoteChange }
  /** `by`: who asked, if not a person: a breakpoint, a step to run until. */
  | { readonly type: 'applied'; readonly command: Command; readonly step: number; readonly by?: string }
  | {
      readonly type: 'checkpointed'
      readonly step: number
      readonly bytes: number
      /** Whether training can go on from it; others hold the weights only. */
      readonly whole: boolean
    }
  /** A branch left here. */
  | { readonly type: 'forked'; readonly run: RunId; readonly step: number; readonly set: ParameterValues }
  /**
   * A probe came into the catalogue of this run: a user-defined one, from a file on the trainer's disk, or one that a process beside
   * the trainer can serve, without a file.
   */
  | { readonly type: 'offered'; readonly probe: ProbeCard; readonly file: string; readonly step: number }
  /** A file of a probe that cannot be used, and why; it harms nothing. */
  | {
      readonly type: 'rejected'
      readonly file: string
      readonly line: number | null
      readonly why: string
      readonly step: number
    }
  /** A probe threw: it is detached, and the run goes on. */
  | { readonly type: 'failed'; readonly probe: string; readonly step: number; readonly why: string }
  | {
      readonly type: 'ended'
      readonly how: 'completed' | 'stopped' | 'failed'
      readonly step: number
      readonly msPerStep: number
      /** `sha256:…` over names, shapes and bytes of the final weights; empty where nobody hashed any. */
      readonly weights: string
      readonly why: string | null
    }

/** A probe that a run has from its start. */
export type Planned = Omit<Extract<Command, { type: 'attach' }>, 'type'>

/** A Report without its numbers, as it is kept beside them. */
export type Fact = Exclude<Report, { type: 'measured' }>

/** The numbers that a Report brings, if it brings any. */
export function columnsOf(report: Report): readonly Column[] {
  return 'columns' in report ? report.columns : []
}

/** A Report as it is kept beside its numbers, which have gone their own way; null where it was nothing else. */
export function factOf({ report, ...place }: Envelope): Envelope<Fact> | null {
  if (report.type === 'measured') return null
  return { ...place, report: 'columns' in report ? { ...report, columns: [] } : report }
}

/** A Report with its place in its run: the sequence numbers of each of its writers count from 0 without gaps. */
export interface Envelope<R extends Report = Report> {
  readonly run: RunId
  /** Who reports; left out where it is the run's trainer. */
  readonly writer?: string
  readonly seq: number
  /** When the trainer emitted it, milliseconds since the epoch on the trainer's clock. */
  readonly at: number
  readonly report: R
}
