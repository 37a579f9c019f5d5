import { expect, vi } from 'vitest'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import { linesOf, phasescope, start, type Running } from '../phasescope.ts'

/** A data folder as the commands find it. */
export type Env = { PHASESCOPE_DATA: string }

/** Kills a trainer with no warning, so many lines (a line is a point) after it said that it is at this step or beyond. */
export async function killAt(trainer: Running, step: number, linesLater: number): Promise<void> {
  await saysAt(trainer, step, linesLater)
  trainer.child.kill('SIGKILL')
  await trainer.ended
}

/** Resolves so many lines after a trainer said that it is at this step or beyond. Rejects when it ends before. */
export async function saysAt({ child, stdout, ended }: Running, step: number, linesLater: number): Promise<void> {
  let wantedLines = Infinity
  const isThere = () => {
    const lines = stdout().split('\n').length - 1
    if (wantedLines === Infinity && lastStep(stdout()) >= step) wantedLines = lines + linesLater
    return lines >= wantedLines
  }
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      if (!isThere()) return
      child.stdout!.off('data', look)
      resolve()
    }
    child.stdout!.on('data', look)
    look()
    void ended.then(({ stderr }) => {
      reject(new Error(`It ended before step ${step}: ${stderr}`))
    })
  })
}

/** Resolves so many lines after now. Rejects when the trainer ends before. */
export function saysMore(trainer: Running, lines: number): Promise<void> {
  return saysAt(trainer, -1, lines)
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
export const PATIENCE = { timeout: 500_000, interval: 20 }

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
  return stdout.split('\n').filter((row) => !/^(elapsed|cost\/[^,]*|machine-[^,]*),/.test(row))
}

/** The hash of the final weights, as the trainer said it. */
export function weightsIn(stdout: string): string | undefined {
  return linesOf(stdout).at(-1)?.weights
}
