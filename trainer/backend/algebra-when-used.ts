import { computeExactly } from './exact-numbers.ts'
import type { LinearAlgebra } from './linear-algebra.ts'
import { NativeUnavailable } from './native/unavailable.ts'
import { forcedByEnvironment, openBackend, type Backend } from './open-backend.ts'
import type { OnProgress } from './progress.ts'

/** The decompositions for work that may need none of them. */
export interface AlgebraWhenUsed {
  /** Has to be a function of its argument: where TensorFlow turns out not to load, it is called once more. */
  use<T>(work: (linalg: LinearAlgebra) => T): Promise<T>
  /** Loads it now, for work whose time is limited. */
  load(): Promise<void>
  /** How long loading has taken so far, which is not the work's. */
  loadingMs(): number
}

/** What is to be told of the backend, once it is known which one it is; it has nothing to say as a rule. */
type Notes = Pick<Backend, 'fallbackReason' | 'withoutGpu'>

/**
 * The decompositions of the backend that `openBackend` opens, to the same bits. Native TensorFlow is put in place now, and
 * loaded when the first of them is computed: that takes longer than most of what is asked of a file, and many probes ask
 * for none.
 */
export async function algebraWhenUsed(
  onProgress?: OnProgress,
  onKnown: (notes: Notes) => void = () => {},
): Promise<AlgebraWhenUsed> {
  computeExactly()
  const native = forcedByEnvironment() === 'wasm' ? null : await preparedTensorflow(onProgress)
  if (native !== null) onKnown({})
  return algebraFrom(native, async () => {
    const backend = await openBackend(undefined, onProgress)
    onKnown(backend)
    return backend.linalg
  })
}

/** The same of any two: the first is loaded by its first use, the second where there is no first or it is not to be had. */
export function algebraFrom(
  native: (() => LinearAlgebra) | null,
  openOther: () => Promise<LinearAlgebra>,
): AlgebraWhenUsed {
  let first = native === null ? null : openedByUse(native)
  let other: LinearAlgebra | null = null
  let loadedMs = 0

  async function opened(): Promise<LinearAlgebra> {
    if (other !== null) return other
    const start = performance.now()
    other = await openOther()
    loadedMs += performance.now() - start
    return other
  }

  async function use<T>(work: (linalg: LinearAlgebra) => T): Promise<T> {
    if (first === null) return work(await opened())
    try {
      const done = work(first.linalg)
      if (!first.isUnavailable()) return done
    } catch (error) {
      if (!first.isUnavailable()) throw error
    }
    loadedMs += first.loadingMs()
    first = null
    return work(await opened())
  }

  return {
    use,
    load: async () => void (await use((linalg) => linalg.product(ONE, ONE))),
    loadingMs: () => loadedMs + (first?.loadingMs() ?? 0),
  }
}

const ONE = { rows: 1, cols: 1, data: Float64Array.of(1) }

/** Null where it cannot be had: then it is `openBackend` that says so, or goes on without. */
async function preparedTensorflow(onProgress?: OnProgress): Promise<(() => LinearAlgebra) | null> {
  try {
    const { algebraOfTensorflow } = await import('./tensorflow.ts')
    return await algebraOfTensorflow(onProgress)
  } catch (error) {
    if (error instanceof NativeUnavailable) return null
    throw error
  }
}

/** Algebra that its first use opens, and whether that failed, whatever the one who used it made of the error. */
function openedByUse(open: () => LinearAlgebra) {
  let isUnavailable = false
  let loadingMs = 0
  let algebra: LinearAlgebra | null = null
  const opened = () => {
    if (algebra !== null) return algebra
    const start = performance.now()
    try {
      return (algebra = open())
    } catch (error) {
      if (error instanceof NativeUnavailable) isUnavailable = true
      throw error
    } finally {
      loadingMs += performance.now() - start
    }
  }
  const linalg: LinearAlgebra = {
    singularValues: (matrix) => opened().singularValues(matrix),
    svd: (matrix) => opened().svd(matrix),
    eigenSymmetric: (matrix) => opened().eigenSymmetric(matrix),
    eigenvaluesSymmetric: (matrix) => opened().eigenvaluesSymmetric(matrix),
    product: (a, b, transposes) => opened().product(a, b, transposes),
    solve: (a, b) => opened().solve(a, b),
  }
  return { linalg, isUnavailable: () => isUnavailable, loadingMs: () => loadingMs }
}
