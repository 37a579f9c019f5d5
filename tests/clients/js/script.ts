import { spawn, type ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { phasescope, XDG_STATE_HOME } from '../../phasescope.ts'

/** A training script as a person has it: a program of its own, with the client as `phasescope client` writes it. */
export interface Script {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly stdout: string; readonly stderr: string }> // prettier-ignore
  /** When it has printed this. */
  says(text: string): Promise<void>
}

/** Writes the client into a folder. */
export async function clientIn(folder: string): Promise<void> {
  const { code, stderr } = await phasescope(['client', '--to', folder])
  expect(code, stderr).toBe(0)
}

/** Runs a script beside the client; `env` says where its hub and its data are. */
export function script(folder: string, text: string, env: NodeJS.ProcessEnv): Script {
  const file = join(folder, `${crypto.randomUUID()}.mjs`)
  writeFileSync(file, `import { Histogram, init } from './phasescope.js'\n${text}`)
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    env: { ...process.env, XDG_STATE_HOME, PHASESCOPE_TOKEN: '', PHASESCOPE_HUB: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (some: string) => (stdout += some))
  child.stderr.setEncoding('utf8').on('data', (some: string) => (stderr += some))
  const ended: Script['ended'] = new Promise((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  )
  return {
    child,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => stdout.includes(text) && resolve()
        child.stdout.on('data', look)
        child.on('close', () => reject(new Error(`It ended before it said ${text}:\n${stdout}${stderr}`)))
        look()
      }),
  }
}
