import { spawn } from 'node:child_process'

export type CommandResult = {
  /** null where the program could not be started or was stopped. */
  readonly status: number | null
  readonly output: string
  readonly errors: string
}

type CommandOptions = {
  readonly env?: NodeJS.ProcessEnv
  readonly timeoutMs?: number
  readonly onOutput?: (text: string) => void
}

/** Runs a program to its end and returns what it said; a missing program is a result, not an exception. */
export function command(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // Not spawn's own timeout: that one stays behind, and keeps this process alive, where the program is not found.
    const deadline = options.timeoutMs === undefined ? undefined : setTimeout(() => child.kill(), options.timeoutMs)
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      options.onOutput?.(text)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    const end = (status: number | null, said: string) => {
      clearTimeout(deadline)
      resolve({ status, output, errors: said })
    }
    child.on('error', (error) => end(null, error.message))
    child.on('close', (status, signal) => end(status, signal === null ? errors : `${errors}\nstopped by ${signal}`))
  })
}
