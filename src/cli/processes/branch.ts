import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type { Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ANSWER_PIPE, TELL_STARTER } from './starter.ts'
import { makeFolder } from '#src/store/index.ts'
import { pathIn, type Command, type RunId, type SweepId } from '#src/vocabulary/index.ts'
import { type Fork, newRunId } from '#trainer/run/index.ts'

/** To a fork: the run has been at its step, which may not be stored yet. */
export const AWAIT_STEP = '--await-step'

export type ForkCommand = Extract<Command, { type: 'fork' }>

/** Where a branch is kept and reported. */
export interface Branching {
  readonly data: string
  readonly hub: string | null
}

/** Starts branches of a run, each a trainer of its own. A branch that refuses says so in its log: the run does not wait for it. */
export function forkOf(run: RunId, where: Branching): Fork {
  return (command, step) => {
    const { id } = startBranch(run, { ...command, at: step }, where)
    return { ok: true, step, run: id }
  }
}

/**
 * Starts `phasescope fork` as a separate process, and says which run it will be. The run has reached the step, whether or not
 * its Reports have reached the store: the branch waits for them.
 */
export function startBranch(
  run: RunId,
  { at, set = {}, name, steps }: ForkCommand,
  where: Branching,
): { readonly id: RunId; readonly child: ChildProcess } {
  const id = newRunId(experimentOf(run))
  const args = ['fork', run, '--id', id, AWAIT_STEP, ...(at === undefined ? [] : ['--at', String(at)])]
  for (const [key, value] of Object.entries(set)) args.push('--set', `${key}=${value}`)
  if (name !== undefined) args.push('--name', name)
  if (steps !== undefined) args.push('--steps', String(steps))
  return { id, child: startTrainer(id, args, where) }
}

/**
 * A trainer in a separate process, with what it says in a file of the data folder. It ends with a Ctrl-C in the same
 * terminal, and not with whoever started it.
 */
export function startTrainer(run: RunId, args: readonly string[], { data, hub }: Branching): ChildProcess {
  return startCommand(run, [...args, '--unattended', ...(hub === null ? [] : ['--hub', hub])], data)
}

/** The same of any command; `name` names the file. */
export function startCommand(name: RunId | SweepId, args: readonly string[], data: string): ChildProcess {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const all = [main, ...args, TELL_STARTER, '--data', data]
  const log = openSync(trainerLog(data, name), 'a')
  try {
    const child = spawn(process.execPath, all, { stdio: ['ignore', 'ignore', log, 'pipe'] })
    child.unref()
    const answers = child.stdio[ANSWER_PIPE] as Socket | null // none where it could not be started
    answers?.unref()
    return child
  } finally {
    closeSync(log)
  }
}

/** Where a trainer without a terminal says what a terminal would have shown. */
export function trainerLog(data: string, name: RunId | SweepId): string {
  const log = pathIn(join(data, 'logs'), name, '.log')
  makeFolder(dirname(log))
  return log
}

/** The part of a run's id before its date. */
function experimentOf(run: RunId): string {
  return run.replace(/-\d{8}-\d{6}-[a-z]{4,6}$/, '')
}
