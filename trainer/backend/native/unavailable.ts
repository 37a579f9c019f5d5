/**
 * Why native TensorFlow cannot be had here, in one line: what was tried, what came, what to do.
 * The program catches it and goes on with WebAssembly, so the line must stand alone when it is shown there.
 */
export class NativeUnavailable extends Error {
  /** That it will be so again with the same compiler: not tried again at every start. */
  readonly isPermanent: boolean

  constructor(tried: string, came: string, whatToDo: string, { isPermanent = false } = {}) {
    super(`Native TensorFlow is not available: tried ${tried}; ${came}; ${whatToDo}`)
    this.name = 'NativeUnavailable'
    this.isPermanent = isPermanent
  }

  /** Of an earlier start, and says so. */
  static remembered(message: string): NativeUnavailable {
    const error = new NativeUnavailable('', '', '')
    error.message = message.replace(': tried ', ': an earlier start tried ')
    return error
  }
}

/** The command that sets native TensorFlow up again, whatever was found before. */
export const REPAIR = '`npx phasescope doctor --repair`'

/** The last line of a tool's output that says anything, since that is where compilers and pip put the reason. */
export function lastWords(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(\[notice\]|WARNING:|hint:)/i.test(line))
  const reason =
    lines.findLast((line) => /error|not found|unsupported|fail/i.test(line)) ?? lines.at(-1) ?? 'it printed nothing'
  return reason.length > 300 ? `${reason.slice(0, 299)}…` : reason
}
