import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { machineToken } from '#src/access/index.ts'
import { NODE_COMPILE_CACHE } from '../phasescope.ts'
import type { Address } from './hub-client.ts'

/** A hub alone in its process, with nothing around it, to be loaded, measured and killed. */
export interface HubProcess extends Address, AsyncDisposable {
  readonly child: ChildProcess
  readonly port: number
  /** Ends it with no warning, and resolves when it is gone. */
  kill(): Promise<void>
}

/** Starts a hub over a data folder; port 0 is any that is free. `within` is the command that the process is run by. */
export async function startHub(folder: string, port = 0, within: readonly string[] = []): Promise<HubProcess> {
  const script = join(import.meta.dirname, '..', 'chaos', 'hub-process.ts')
  const [program = '', ...args] = [...within, process.execPath, script, folder, String(port)]
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE },
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const said = await Promise.race([once(child.stdout!, 'data'), gone])
  if (said === undefined) throw new Error(`The hub over ${folder} ended with code ${child.exitCode} before it listened`)
  const kill = () => {
    child.kill('SIGKILL')
    return gone
  }
  const listening = Number(String(said[0]))
  const address = { url: `http://127.0.0.1:${listening}`, token: machineToken(folder) }
  return { ...address, child, port: listening, kill, [Symbol.asyncDispose]: kill }
}

/** Megabytes that a process holds now, and the most that it ever held. Linux alone tells. */
export function memoryOf(pid: number): { nowMb: number; mostMb: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024
  return { nowMb: read('VmRSS'), mostMb: read('VmHWM') }
}

/** Seconds of processor time that a process has taken, all its threads together: unlike a clock's, whatever else the machine does. */
export function cpuSecondsOf(pid: number): number {
  // Behind the name, which may have blanks: fields 14 and 15 of all, in hundredths.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Open descriptors of a process. Linux alone tells. */
export function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}
