import { usageError } from './errors.ts'
import type { ParameterValues } from './experiment.ts'
import type { Client, Run } from './run.ts'

/**
 * A foreign run is one whose main writer is not ours: a script of another framework logs it. It is shown, searched and compared as every
 * run is, and steered as far as its client obeys; what takes training it again does not hold of it.
 */
export type ForeignRun = Run & { readonly client: Client }

/** A run that is trained here, and can be again. */
export type OwnRun = Run & { readonly seed: number; readonly client?: undefined }

export function isForeign(run: Run): run is ForeignRun {
  return run.client !== undefined
}

/** `torch 2.9.1, logged by python 0.1.0` */
export function clientText({ name, version, framework }: Client): string {
  return `${framework === null ? '' : `${framework}, `}logged by ${name} ${version}`
}

/** What is asked of runs and takes training them here. */
const OWN_ONLY = {
  resume:
    'it cannot be resumed here; start its script again with the same run id (resume="must"), and what that logs is added to the run',
  fork: 'it cannot be forked here; start its script from a checkpoint of its own, as another run of the same project',
  replay:
    'no step of it can be trained again; `phasescope observe FOLDER` measures the snapshots that its script wrote, also those of the past',
  compare:
    'its network cannot be had at a step; name a safetensors file of its weights instead, such as a snapshot that its script wrote',
  checkpoints:
    'its checkpoints are where its own script writes them; `phasescope measure` reads those that are safetensors, NumPy or PyTorch archives',
} as const
export type OwnOnly = keyof typeof OWN_ONLY

/** Why something cannot be had of a foreign run, and what holds instead. */
export function whyNotOfForeign({ id, client }: ForeignRun, wish: OwnOnly): string {
  return `Run '${id}' is trained by another program (${clientText(client)}), so ${OWN_ONLY[wish]}`
}

/** The run as one that can be trained here; an error that says why it is none. */
export function ownRun(run: Run, wish: OwnOnly): OwnRun {
  if (isForeign(run)) throw usageError(whyNotOfForeign(run, wish))
  if (run.seed === null) throw usageError(`Run '${run.id}' has no seed, without which it cannot be trained again`)
  return run as OwnRun
}

/** What a run says of itself after it began. */
export interface Description {
  /** Merged by key: a later value of a key replaces. */
  readonly parameters?: ParameterValues
  readonly summary?: ParameterValues
  /** Replaces. */
  readonly steps?: number
}

/** The run with what it said of itself since. Its seed is the setting of that name, where it had none. */
export function describedRun(run: Run, { parameters, summary, steps }: Description): Run {
  const seed = run.seed ?? seedIn(parameters)
  return {
    ...run,
    seed,
    ...(parameters !== undefined && { parameters: { ...run.parameters, ...parameters } }),
    ...(summary !== undefined && { summary: { ...run.summary, ...summary } }),
    ...(steps !== undefined && { steps }),
  }
}

function seedIn(parameters: ParameterValues | undefined): number | null {
  const seed = parameters?.seed
  return typeof seed === 'number' && Number.isFinite(seed) ? seed : null
}
