import { setTimeout as after } from 'node:timers/promises'
import { expect, vi } from 'vitest'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import { linesOf, phasescope, start, type Running } from '../phasescope.ts'

/** A data folder as the commands find it. */
export type Env = { PHASESCOPE_DATA: string }

/** Kills a trainer with no warning, so many milliseconds after it said that it is at this step or beyond. */
export async function killAt({ child, stdout, ended }: Running, step: number, delayMs: number): Promise<void> {
  while (lastStep(stdout()) < step) {
    if (child.exitCode !== null) throw new Error(`It ended before step ${step}: ${(await ended).stderr}`)
    await after(5)
  }
  await after(delayMs)
  child.kill('SIGKILL')
  await ended
}

/** The last step that a trainer printed; −1 where it has not begun. */
function lastStep(stdout: string): number {
  return Number(/"step":(\d+)[^\n]*\n(?:[^\n]*)$/.exec(stdout.slice(-1000))?.[1] ?? -1)
}

/** Kills a trainer where it stands: at a step at which a breakpoint of the run pauses it, however fast the machine. */
export async function killPaused({ child, ended }: Running, step: number, env: Env): Promise<void> {
  await vi.waitFor(() => expect(newestIn(env)).toMatchObject({ status: 'paused', step }), PATIENCE)
  child.kill('SIGKILL')
  await ended
}

/** All that `resume` takes to bring a run to its end. */
export function resume(run: string, env: Env): Running {
  return start(['resume', run, '--json'], env)
}

/** As long as a busy machine may take; what is waited for comes within seconds. */
export const PATIENCE = { timeout: 120_000, interval: 20 }

/** The run that was begun last, as it is kept at this moment. */
export function newestIn(env: Env) {
  return inStore(env, (store) => store.runs()[0])
}

export function inStore<T>({ PHASESCOPE_DATA: folder }: Env, read: (store: Sqlite) => T): T {
  const store = openSqlite(folder)
  try {
    return read(store)
  } finally {
    store.close()
  }
}

export function newestRun(env: Env): string {
  const newest = newestIn(env)
  if (newest === undefined) throw new Error('No run is kept')
  return newest.run.id
}

/** Every exported row but those of the clock. */
export async function rowsOf(run: string, env: Env, series = '**'): Promise<string[]> {
  const { stdout, stderr } = await phasescope(['export', run, '--series', series], env)
  if (stdout === '') throw new Error(stderr)
  return stdout.split('\n').filter((row) => !/^(elapsed|cost\/[^,]*),/.test(row))
}

/** The hash of the final weights, as the trainer said it. */
export function weightsIn(stdout: string): string | undefined {
  return linesOf(stdout).at(-1)?.weights
}
