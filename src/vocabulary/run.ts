import type { ParameterValues } from './experiment.ts'

/** Unique and readable: experiment, time of start, four random letters. Names files and addresses. */
export type RunId = string

/** Who reports about a run, unique within it: its trainer, or a second process beside that. */
export type WriterId = string

/** The writer that a run's own trainer is. */
export const TRAINER: WriterId = 'trainer'

/** The writer that stands for whoever looks on: a hub, or a command, says in its name what people call a run and note on it. */
export const PEOPLE: WriterId = 'people'

/** What computed a run. Part of the run's identity: same seed and same backend, same numbers. */
export interface BackendDescription {
  /** `tensorflow` or `wasm` of a run of our own; else the framework: `torch`, `jax`, `numpy`, `unknown`. */
  readonly name: string
  /** Version of the library that does the arithmetic. */
  readonly version: string
  /** How it came to be on this machine. */
  readonly obtained: string
  readonly device: string
  readonly threads: number
}

/** What reports a run that another framework trains. */
export interface Client {
  /** `python`, `js`, `import`. */
  readonly name: string
  readonly version: string
  /** `torch 2.9.1`; null where the client knows none. */
  readonly framework: string | null
}

/**
 * A run as declared when it starts. A run of our own is a pure function of experiment, parameters, seed, commands and backend; of one
 * that has a client nothing is known but what that logs (foreign.ts).
 */
export interface Run {
  readonly id: RunId
  readonly name: string
  /** Of a foreign run, the project that it belongs to. */
  readonly experiment: string
  /** Hash of the file that defines the experiment, where it is a person's own and not of the catalogue. */
  readonly source?: string
  readonly parameters: ParameterValues
  /** Null where a foreign run named none. */
  readonly seed: number | null
  /** Steps planned; 0 where nobody said. */
  readonly steps: number
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly backend: BackendDescription
  readonly host: string
  /** Version of Phasescope that made it. */
  readonly version: string
  /** The git commit of the code that trained it, with `-dirty` where files differed from it. Absent where there was none, and in older runs. */
  readonly commit?: string | null
  /** Where it branched off, if it did: up to that step it is its parent. Absent in older runs. */
  readonly parent?: Parent | null
  /** The second network that it is compared with, as it was named. */
  readonly with?: string | null
  /** The sweep or study that it is a member of, as that was named. */
  readonly group?: string | null
  /** Probes whose panels come first, since they show what the run is about. Absent where none do, and in older runs. */
  readonly opensWith?: readonly string[]
  /** What logs it, where another framework trains it; a run of our own has none. */
  readonly client?: Client
  /** What it came to, in its own words: of a foreign run that said so since (`described`). */
  readonly summary?: ParameterValues
}

/** The run and step that a fork left, and what it changed there. */
export interface Parent {
  readonly run: RunId
  readonly step: number
  readonly set: ParameterValues
}

/** How a run stands. `lost`: its trainer is gone without a last word. */
export type RunStatus = 'running' | 'paused' | 'completed' | 'stopped' | 'failed' | 'lost'

/** A line of the run list. */
export interface RunSummary {
  /** As it declared itself, but by the name that it was given since, if it was. */
  readonly run: Run
  readonly status: RunStatus
  /** The last step reported. */
  readonly step: number
  /** Scalars and frames stored. */
  readonly points: number
  readonly lastReportAt: number
  readonly endedAt: number | null
  readonly msPerStep: number | null
  /** The first step at which its loss was no finite number; null or absent where there is none. */
  readonly divergedAt?: number | null
  /** Hash of the final weights, once the run has ended. */
  readonly weights: string | null
  /** The curve that tells most in a glance, at most 64 points, or null before its first. */
  readonly spark: { readonly series: string; readonly steps: number[]; readonly values: number[] } | null
  readonly tags: readonly string[]
  /** What people say of all of it; null where nobody did. */
  readonly note: string | null
  /** Left out of lists that do not ask for it. */
  readonly archived: boolean
}
