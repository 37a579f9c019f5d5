import type { Breakpoint } from './breakpoint.ts'
import type { Cadence } from './cadence.ts'
import type { ParameterValue, ParameterValues } from './experiment.ts'
import type { OptionValues } from './probe.ts'
import type { RunId } from './run.ts'

/** From which step a probe is to have its curve: the past before it was attached is filled in. */
export type Since = 'start' | 'now' | number

/**
 * How the past is filled in: at every step at which the probe would have measured, training those steps again where no
 * checkpoint is; or only at checkpoints, which costs no training.
 */
export type Past = 'every' | 'checkpoints'

/** What one may ask of a running trainer. Commands name things of the catalogue; they never carry code. */
export type Command =
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'stop' }
  /** Goes on, and pauses after so many updates. */
  | { readonly type: 'step'; readonly steps: number }
  /** Goes on, and pauses at this step. */
  | { readonly type: 'until'; readonly step: number }
  /** Changes a setting that the experiment declares as settable, from the next update on. */
  | { readonly type: 'set'; readonly key: string; readonly value: ParameterValue }
  | { readonly type: 'checkpoint' }
  | {
      readonly type: 'attach'
      readonly probe: string
      readonly cadence?: Cadence
      readonly options?: OptionValues
      /** Left out: from the start, if the probe can be replayed. */
      readonly from?: Since
      /**
       * Of a probe that is attached: the last step of a stretch of its past that is wanted at this cadence too. How it goes on
       * measuring stays as it is.
       */
      readonly to?: number
      readonly past?: Past
    }
  | { readonly type: 'detach'; readonly probe: string }
  /** Another cadence or other options, for good or for so many steps. */
  | {
      readonly type: 'retune'
      readonly probe: string
      readonly cadence?: Cadence
      readonly options?: OptionValues
      readonly steps?: number
    }
  /** Measures once and tells what it cost; nothing is kept, and nothing of the run changes. */
  | { readonly type: 'try'; readonly probe: string; readonly options?: OptionValues }
  | {
      readonly type: 'fork'
      /** Left out: where the run stands. */
      readonly at?: number
      readonly set?: ParameterValues
      readonly name?: string
      readonly steps?: number
    }
  | { readonly type: 'break'; readonly breakpoint: Breakpoint }
  | { readonly type: 'unbreak'; readonly id: string }
  /** The share of the run's time that all probes may take; null for no ceiling. */
  | { readonly type: 'budget'; readonly share: number | null }

/** What one says who wants a probe attached. */
export type Attach = Omit<Extract<Command, { type: 'attach' }>, 'type'>

export const COMMAND_TYPES = [
  'pause',
  'resume',
  'stop',
  'step',
  'until',
  'set',
  'checkpoint',
  'attach',
  'detach',
  'retune',
  'try',
  'fork',
  'break',
  'unbreak',
  'budget',
] as const satisfies readonly Command['type'][]

/** The trainer's answer: the step at which the command took effect, or why it did not. */
export type Outcome =
  | {
      readonly ok: true
      readonly step: number
      /** What a trial evaluation took, in milliseconds. */
      readonly ms?: number
      /** The run that a fork made. */
      readonly run?: RunId
      /** What the person who asked should know besides. */
      readonly note?: string
    }
  | { readonly ok: false; readonly why: string }

/** What a trainer answers once its run has ended, while it still measures the past: another one obeys then. */
export const RUN_HAS_ENDED = 'The run has ended'

/** A Command with the way to answer whoever gave it. */
export interface AddressedCommand {
  readonly command: Command
  readonly answer: (outcome: Outcome) => void
  /** Who gave it, if not a person: a breakpoint, the budget. */
  readonly by?: string
}

/** A Command that took effect, with its step: what a replay obeys. */
export interface LoggedCommand {
  readonly step: number
  readonly command: Command
  /** Who gave it, if not a person. */
  readonly by?: string
}
