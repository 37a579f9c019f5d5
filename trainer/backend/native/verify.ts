import { fileURLToPath } from 'node:url'
import { command } from '#src/setup/command.js'
import { tensorflowEnvironment } from './environment.ts'
import { NativeUnavailable, lastWords, REPAIR } from './unavailable.ts'

export type Proof = {
  readonly version: string
  readonly gpu: boolean
  /** What TensorFlow gave as the reason where a GPU was wanted and it does not compute on one. */
  readonly withoutGpu?: string
}

/** By the binding, and where there is one beside it, by a program. */
const ANSWERS = ['7,10,15,22', '7,10,15,22,7,10,15,22']

const program = fileURLToPath(new URL('./prove.ts', import.meta.url))

/**
 * Loads a compiled binding in a child process and lets it multiply two matrices; returns what TensorFlow says it is.
 * `gpu` is whether it is to do so on a GPU: it then talks more, so that it says why where it does not.
 */
export async function verify(binding: string, gpu: boolean): Promise<Proof> {
  const { status, output, errors } = await command(process.execPath, ['--no-warnings', program, binding], {
    env: { ...tensorflowEnvironment(gpu), TF_CPP_MIN_LOG_LEVEL: gpu ? '1' : '2', NODE_OPTIONS: '' },
    timeoutMs: 120_000,
  })
  const proof = status === 0 ? parse(output) : undefined
  if (proof !== undefined && ANSWERS.includes(proof.answer.join())) {
    const withoutGpu = gpu && !proof.gpu ? { withoutGpu: lastWords(errors) } : {}
    return { version: proof.version, gpu: proof.gpu, ...withoutGpu }
  }
  throw new NativeUnavailable(
    `to multiply two matrices with ${binding}`,
    proof === undefined
      ? `the process ended with ${status ?? 'no status'}: ${lastWords(errors || output)}`
      : `expected ${ANSWERS[0]}, got ${proof.answer.join()}`,
    `run ${REPAIR}; if that does not help, use WebAssembly and report this line`,
    { isPermanent: true },
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
