import { runtimeError, usageError, type Command, type Outcome, type RunId } from '#src/vocabulary/index.ts'
import type { RunView } from '#src/wire/protocol.ts'
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
      `No hub serves ${data}, and a live run is controlled through its hub: start \`phasescope serve\` before the training, or name another hub with --hub URL`,
    )
  }
  const headers = await hubHeaders(url, data)
  const runs = await asked<{ run: { id: RunId } }[]>(url, '/api/runs', { headers })
  const id = runAmong(
    runs.map(({ run }) => run.id),
    given,
  )
  const path = `/api/runs/${encodeURIComponent(id)}`
  return {
    id,
    view: () => asked(url, path, { headers }),
    hasTrainer: async () => (wasTrainedHere(data, id) ? hasTrainer(data, id) : null),
    command: (command) =>
      asked(url, `${path}/commands`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(command),
      }),
  }
}

/** What the hub answers. 400 and 404 are the asker's to mend; every other refusal is the world's. */
export async function asked<T>(url: string, path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(new URL(path, url), { ...init, redirect: 'error' }).catch((error: unknown) => {
    throw runtimeError(`The hub at ${url} cannot be reached; is it running?`, error)
  })
  const body = (await response.json().catch(() => null)) as (T & { error?: string }) | null
  if (response.ok && body !== null) return body
  const why = body?.error ?? `${url} answers ${response.status}, which a hub of Phasescope does not; check --hub`
  throw response.status === 400 || response.status === 404 ? usageError(why) : runtimeError(why)
}
