import {
  BOUNDS,
  isPathName,
  runtimeError,
  type Command,
  type Label,
  type NoteChange,
  type Outcome,
  type RunId,
} from '#src/vocabulary/index.ts'
import type { RunView } from '#src/wire/protocol.ts'
import { commandText } from './command-text.ts'
import { askHub } from './ask-hub.ts'
import { hubHeaders } from './hub-token.ts'
import { hasTrainer, wasTrainedHere } from './processes/run-lock.ts'
import { runAmong } from './run-named.ts'
import { hubServing } from './serving.ts'

/** A run that can be steered: it is spoken to through its hub, over HTTP. */
export interface SteeredRun {
  readonly id: RunId
  /** All that the hub knows of it but its numbers. */
  view(): Promise<RunView>
  /** The answer of its trainer; an error where that refuses, or where there is none. */
  command(command: Command): Promise<Done>
  /** Changes what the run is called and what is said of it. */
  label(label: Label): Promise<void>
  /** Notes something on its steps, or takes a note away. */
  note(note: NoteChange): Promise<void>
  /** Whether it has a trainer at this moment, connected or not; null where that cannot be told, as of one on another machine. */
  hasTrainer(): Promise<boolean | null>
}

/** The hub at which the trainer of a run is connected now, or null. */
export async function liveHubOf(given: string, { hub, data }: { hub?: string; data: string }): Promise<string | null> {
  const url = hub ?? (await hubServing(data))
  if (url === null) return null
  const run = await steeredRun(given, { hub: url, data })
  return (await run.view()).live ? url : null
}

export type Done = Extract<Outcome, { ok: true }>

/** The run of this id, or of this beginning of one, at the hub named or at the one that serves the data folder. */
export async function steeredRun(given: string, { hub, data }: { hub?: string; data: string }): Promise<SteeredRun> {
  const url = hub ?? (await hubServing(data))
  if (url === null) {
    throw runtimeError(
      `No hub serves ${data}, and a live run is controlled through its hub: start \`${commandText('serve', data)}\` before the training, or name another hub with --hub URL`,
    )
  }
  const headers = await hubHeaders(url, data)
  const id = await runAt(url, given, headers)
  const path = `/api/runs/${encodeURIComponent(id)}`
  const post = <T>(part: string, body: unknown) => askHub<T>(url, `${path}/${part}`, { method: 'POST', headers, body })
  return {
    id,
    view: () => askHub(url, path, { headers }),
    hasTrainer: async () => (wasTrainedHere(data, id) ? hasTrainer(data, id) : null),
    command: (command) => post('commands', command),
    label: (label) => post('label', label),
    note: (note) => post('note', note),
  }
}

/** The hub looks for it, among however many runs. */
async function runAt(url: string, given: string, headers: Record<string, string>): Promise<RunId> {
  const listed = async (question: Record<string, string>) => {
    const parameters = new URLSearchParams({ ...question, size: String(BOUNDS.runsAPage) })
    const runs = await askHub<{ run: { id: RunId } }[]>(url, `/api/runs?${parameters}`, { headers })
    return runs.map(({ run }) => run.id)
  }
  // What cannot be an id is not asked for; the newest runs then say what there is.
  const named = isPathName(given) ? await listed({ ids: given }) : []
  if (named.length > 0) return given
  const fitting = isPathName(given) ? await listed({ prefix: given }) : []
  return runAmong(fitting.length > 0 ? fitting : await listed({}), given)
}
