import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { PACKAGE } from './venv.ts'

/** No script is to find a hub of whoever runs the tests, or of another test: only that of its own data folder. */
const NOWHERE = join(import.meta.dirname, 'no-such-folder')

/** A Python script of a test: its lines on stdout as they come. */
export interface Python {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
  /** Resolves as soon as stdout holds it; rejects where the script ends first. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  /** A line for its stdin. */
  tell(line: string): void
}

/** Runs a script in an environment made by `venv`, with the package of this checkout; `env` says where its hub and data are. */
export function python(path: string, script: string, env: NodeJS.ProcessEnv, args: readonly string[] = []): Python {
  const child = spawn(path, ['-u', '-c', script, ...args], {
    env: {
      ...clean(process.env),
      XDG_STATE_HOME: NOWHERE,
      PYTHONPATH: PACKAGE,
      PYTHONDONTWRITEBYTECODE: '1',
      PHASESCOPE_SILENT: '1',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  )
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(stdout)
          if (match !== null) resolve(match)
        }
        child.stdout.on('data', look)
        void ended.then(({ code }) =>
          reject(new Error(`The script ended with code ${code} before it said ${pattern}:\n${stdout}${stderr}`)),
        )
        look()
      }),
    tell: (line) => void child.stdin.write(`${line}\n`),
  }
}

/** Without what the machine that tests says of hubs of its own. */
function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^PHASESCOPE_|^(RANK|WORLD_SIZE)$/.test(name)))
}
