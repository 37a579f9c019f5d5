import { fileURLToPath } from 'node:url'
import { command } from './command.ts'
import { NativeUnavailable, lastWords } from './unavailable.ts'

export type Proof = { readonly version: string; readonly gpu: boolean }

const program = fileURLToPath(new URL('./prove.ts', import.meta.url))

/** Loads a compiled binding in a child process and lets it multiply two matrices; returns what TensorFlow says it is. */
export async function verify(binding: string): Promise<Proof> {
  const { status, output, errors } = await command(process.execPath, ['--no-warnings', program, binding], {
    env: { TF_CPP_MIN_LOG_LEVEL: '2', NODE_OPTIONS: '' },
    timeoutMs: 120_000,
  })
  const proof = status === 0 ? parse(output) : undefined
  if (proof !== undefined && proof.answer.join() === '7,10,15,22') return { version: proof.version, gpu: proof.gpu }
  throw new NativeUnavailable(
    `to multiply two matrices with ${binding}`,
    proof === undefined
      ? `the process ended with ${status ?? 'no status'}: ${lastWords(errors || output)}`
      : `expected 7,10,15,22, got ${proof.answer.join()}`,
    'start with repair; if it comes again, go on with WebAssembly and report this line',
    { slow: true },
  )
}

/** The last line only: a library may print before it. */
function parse(output: string): (Proof & { answer: number[] }) | undefined {
  try {
    return JSON.parse(output.trim().split('\n').at(-1)!) as Proof & { answer: number[] }
  } catch {
    return undefined // not JSON: the caller says what came instead
  }
}
