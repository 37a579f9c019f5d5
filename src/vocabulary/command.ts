import type { Cadence } from './cadence.ts'
import type { OptionValues } from './probe.ts'

/** What one may ask of a running trainer. Commands name things of the catalogue; they never carry code. */
export type Command =
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'stop' }
  | { readonly type: 'attach'; readonly probe: string; readonly cadence?: Cadence; readonly options?: OptionValues }
  | { readonly type: 'detach'; readonly probe: string }

/** The trainer's answer: the step at which the command took effect, or why it did not. */
export type Outcome = { readonly ok: true; readonly step: number } | { readonly ok: false; readonly why: string }
