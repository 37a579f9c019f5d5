import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** Writes files below a folder, and returns the folder. */
export function withFiles(folder: string, files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** A folder with one program, a shell script, for the front of PATH. */
export function programs(folder: string, name: string, script: string): string {
  withFiles(folder, { [`bin/${name}`]: `#!/bin/sh\n${script}\n` })
  chmodSync(join(folder, 'bin', name), 0o755)
  return `${join(folder, 'bin')}${delimiter}${process.env.PATH}`
}

/** A process that sets a checkout up: what it says, and when it has ended. */
export function setUp(module: string, call: string, root: string, env: NodeJS.ProcessEnv) {
  const file = join(import.meta.dirname, '..', '..', '..', 'src', 'setup', module)
  const text = `const m = await import(${JSON.stringify(file)})
    await m.${call}(${JSON.stringify(root)}).catch((error) => { console.error(error.message); process.exitCode = 1 })`
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', text], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const ended = new Promise<{ code: number | null; signal: string | null; said: string }>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, said })),
  )
  const says = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => pattern.test(said) && resolve(said)
      child.stderr.on('data', look)
      child.on('close', () => reject(new Error(`ended before it said ${pattern}: ${said}`)))
      look()
    })
  return { child, ended, says }
}

/** Whether a process runs: one that has ended may stay listed until its parent, or init, has heard of it. */
export function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
  return state !== '' && !state.startsWith('Z')
}
