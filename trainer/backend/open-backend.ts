import type { BackendFacts, BackendName } from './description.ts'
import { computeExactly } from './exact-numbers.ts'
import type { LinearAlgebra } from './linear-algebra.ts'
import type * as native from './native.ts'
import type { Tf } from './load-native.ts'
import { NativeUnavailable } from './native/unavailable.ts'
import type { OnProgress } from './progress.ts'

export type Backend = {
  readonly name: BackendName
  readonly tf: Tf
  describe(): BackendFacts
  readonly linalg: LinearAlgebra
  /** Why this is WebAssembly though nobody asked for it: one line that can be shown as it is. */
  readonly fallbackReason?: string
  /** Why it computes on the processor though there is a GPU: likewise. */
  readonly withoutGpu?: string
}

const names: readonly BackendName[] = ['tensorflow', 'wasm']

let opening: Promise<Backend> | undefined

/**
 * Opens native TensorFlow, or WebAssembly where that cannot be had.
 * A backend that was asked for, by `preference` or by PHASESCOPE_BACKEND (which wins), is opened or is an error:
 * a run that was to be compared to the bit must not change its engine in silence.
 * A process has one backend, since TensorFlow.js keeps it globally: opening again returns the one that is open.
 */
export async function openBackend(preference?: BackendName, onProgress?: OnProgress): Promise<Backend> {
  const wanted = forcedByEnvironment() ?? preference
  opening ??= openFirst(wanted, onProgress)
  const backend = await opening.catch((error: unknown) => {
    opening = undefined
    throw error
  })
  if (wanted === undefined || backend.name === wanted) return backend
  throw new Error(`This process already uses the backend ${backend.name}; open ${wanted} in another process`)
}

async function openFirst(wanted: BackendName | undefined, onProgress?: OnProgress): Promise<Backend> {
  computeExactly()
  // Each is loaded where it is wanted: whoever prints a card, or measures what takes no algebra, waits for neither.
  const wasm = async () => (await import('./wasm.ts')).openWasm()
  if (wanted === 'wasm') return wasm()
  try {
    return await (await import('./tensorflow.ts')).openTensorflow(onProgress)
  } catch (error) {
    if (wanted === 'tensorflow' || !(error instanceof NativeUnavailable)) throw error
    // What this process starts (a trainer, a replay) computes as it does, and need not try and tell of it again.
    process.env.PHASESCOPE_BACKEND = 'wasm'
    return { ...(await wasm()), fallbackReason: error.message }
  }
}

/** Puts native TensorFlow in place, or throws what keeps it from there. */
export async function acquireNative(options: Parameters<typeof native.acquireNative>[0]): Promise<void> {
  await (await import('./native.ts')).acquireNative(options)
}

export function forcedByEnvironment(): BackendName | undefined {
  const value = process.env.PHASESCOPE_BACKEND
  if (value === undefined || value === '') return undefined
  const name = names.find((one) => one === value)
  if (name === undefined)
    throw new Error(`PHASESCOPE_BACKEND is \`${value}\`; set it to ${names.join(' or ')}, or leave it out`)
  return name
}
