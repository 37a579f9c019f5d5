import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Command, RunId } from '#src/vocabulary/index.ts'
import type { Fork } from '#trainer/helm.ts'
import { newRunId } from '#trainer/plan.ts'

export type ForkCommand = Extract<Command, { type: 'fork' }>

/** Where a branch is kept and reported. */
export interface Branching {
  readonly data: string
  readonly hub: string | null
}

/** Starts branches of a run, each a trainer of its own that outlives this one. */
export function forkOf(run: RunId, where: Branching): Fork {
  return (command, step) => {
    const id = startBranch(run, { ...command, at: step }, where)
    return { ok: true, step, run: id }
  }
}

/** Starts `phasescope fork` as a process of its own, and says which run it will be. */
export function startBranch(run: RunId, { at, set = {}, name, steps }: ForkCommand, { data, hub }: Branching): RunId {
  const id = newRunId(experimentOf(run))
  const args = ['fork', run, '--id', id, '--data', data, ...(at === undefined ? [] : ['--at', String(at)])]
  for (const [key, value] of Object.entries(set)) args.push('--set', `${key}=${value}`)
  if (name !== undefined) args.push('--name', name)
  if (steps !== undefined) args.push('--steps', String(steps))
  if (hub !== null) args.push('--hub', hub)
  startCommand(args)
  return id
}

/** A command of this program that goes on when whoever started it ends. */
export function startCommand(args: readonly string[]): void {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  // Its own errors go where ours go; its progress would be mixed with ours.
  spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'ignore'], detached: true }).unref()
}

/** The part of a run's id before its date. */
function experimentOf(run: RunId): string {
  return run.replace(/-\d{8}-\d{6}-[a-z]{4}$/, '')
}
