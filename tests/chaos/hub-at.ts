import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

/** A hub in a process of its own, at a port. */
export async function hubAt(folder: string, port: number): Promise<ChildProcess> {
  const hub = spawn(process.execPath, [join(import.meta.dirname, 'hub-process.ts'), folder, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve, reject) => {
    hub.stdout!.once('data', resolve)
    hub.once('exit', () => reject(new Error('The hub ended')))
  })
  return hub
}

/** Kills a process with no warning; resolves once it is gone. */
export function kill(child: ChildProcess): Promise<unknown> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  return gone
}
