import { setTimeout as after } from 'node:timers/promises'
import { machineToken } from '#src/access/index.ts'
import type { Command, RunId } from '#src/vocabulary/index.ts'
import type { RunView } from '#src/wire/protocol.ts'
import { start } from './phasescope.ts'

/** Points of a series as the HTTP API gives them. */
export interface ServedPoints {
  readonly steps: number[]
  readonly values: number[]
}

/** A hub as a person starts it, over a data folder, and what it answers over HTTP. It is killed where a test leaves it. */
export interface Served extends AsyncDisposable {
  readonly url: string
  /** The address that it printed: whoever opens it may control runs, once. `Opened.enter` does. */
  readonly entrance: string
  /** The token of its data folder, for trainers and programs that keep theirs elsewhere: PHASESCOPE_TOKEN. */
  readonly token: string
  runs(): Promise<RunView['summary'][]>
  /** Its runs, as soon as there are so many: a trainer computes before its hub has heard of it. */
  atLeast(count: number): Promise<RunView['summary'][]>
  /** The one that it has, as soon as it has one. */
  firstRun(): Promise<RunId>
  /** Resolves when the trainer of a run is connected. */
  live(run: RunId): Promise<void>
  view(run: RunId): Promise<RunView>
  command(run: RunId, command: Command): Promise<Response>
  points(run: RunId, series: string, query?: string): Promise<ServedPoints>
  /** Ends it as a person does. Resolves with its exit code. */
  end(): Promise<number | null>
  kill(): Promise<void>
}

/** How often a hub is looked at; nothing depends on it. */
const LOOK_MS = 20

/** Starts `phasescope serve` over a folder and waits until it is ready; another port only where it has to be the same again. */
export async function served(
  data: string,
  { port = 0, env = {}, args = [] }: { port?: string | number; env?: NodeJS.ProcessEnv; args?: readonly string[] } = {},
): Promise<Served> {
  const running = start(['serve', '--port', String(port), '--data', data, ...args], env)
  const [, entrance = ''] = await running.says(/ready: (\S+)/)
  const url = new URL(entrance).origin
  const token = machineToken(data)
  const headers = { authorization: `Bearer ${token}` }
  const get = async <T>(path: string) => (await (await fetch(new URL(path, url), { headers })).json()) as T
  async function atLeast(count: number): Promise<RunView['summary'][]> {
    for (;;) {
      const runs = await get<RunView['summary'][]>('/api/runs')
      if (runs.length >= count) return runs
      await after(LOOK_MS)
    }
  }
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    running.child.kill(signal)
    return (await running.ended).code
  }
  return {
    url,
    entrance,
    token,
    runs: () => get('/api/runs'),
    atLeast,
    firstRun: async () => (await atLeast(1))[0]!.run.id,
    async live(run) {
      while ((await get<Partial<RunView>>(`/api/runs/${run}`)).live !== true) await after(LOOK_MS)
    },
    view: (run) => get(`/api/runs/${run}`),
    command: (run, command) =>
      fetch(new URL(`/api/runs/${run}/commands`, url), {
        method: 'POST',
        headers,
        body: JSON.stringify(command),
      }),
    points: (run, series, query = '') => get(`/api/runs/${run}/series/${series}?${query}`),
    end: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  }
}
