import { registerHooks } from 'node:module'

/**
 * Preloaded (`node --import`), gives this process a TensorFlow whose kernels each round in a way of their own, as if for
 * every operation, shape and place another kernel had been written. One computation gives the same bits each time; two
 * ways to one number never do. So whatever asks for more than is promised shows, on any processor.
 */
declare global {
  var roundOtherwise: ((tf: object) => void) | undefined
}
globalThis.roundOtherwise = roundOtherwise
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith('/@tensorflow/tfjs-node-gpu/dist/index.js')) return loaded
    return { ...loaded, source: `${String(loaded.source)}\nglobalThis.roundOtherwise(exports)` }
  },
})

/**
 * Operations whose order of adding, or whose approximation, is a kernel's own affair. Sums of two numbers, products,
 * quotients and square roots are not among them: IEEE 754 leaves them no choice.
 */
const FREE = new Set([
  ...[
    'AddN',
    'BatchMatMulV2',
    'Cumsum',
    'MatMul',
    'Mean',
    'SparseSegmentSumWithNumSegments',
    'Sum',
    'UnsortedSegmentSum',
  ],
  ...['MatrixSolve', 'SelfAdjointEigV2', 'Svd'],
  ...['Erf', 'Exp', 'Log', 'Log1p', 'Pow', 'Sigmoid', 'Softmax', 'Tanh'],
])

interface Handle {
  readonly id: number
  readonly shape: number[]
  readonly dtype: number
}
interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: unknown
}
interface Binding {
  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): Float32Array | Int32Array
  executeOp(name: string, attributes: Attribute[], inputs: number[], outputs: number): Handle[]
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  readonly TF_ATTR_TYPE: number
}

/** TensorFlow's number for float64, which the binding does not name. */
const DOUBLE = 2

function roundOtherwise(tf: object): void {
  const backend = (tf as { findBackend(name: string): { binding: Binding } }).findBackend('tensorflow')
  const native = backend.binding
  const shapes = new Map<number, readonly number[]>()

  /** Moves the last bit of each number up, down or not at all, by what computed it and where it stands. */
  function moved(handle: Handle, seed: number): Handle {
    if (handle.dtype === native.TF_FLOAT) {
      const values = (native.tensorDataSync(handle.id) as Float32Array).slice()
      const bits = new Int32Array(values.buffer)
      values.forEach((value, i) => {
        if (isRounded(value, bits[i]! & 0xfff, 0xfff)) bits[i]! += moveAt(seed, i)
      })
      const id = native.createTensor(handle.shape, native.TF_FLOAT, values)
      native.deleteTensor(handle.id)
      return { ...handle, id }
    }
    if (handle.dtype !== DOUBLE) return handle
    const pairs = renamed(handle.id, DOUBLE, native.TF_INT32)
    const bits = (native.tensorDataSync(pairs.id) as Int32Array).slice()
    native.deleteTensor(pairs.id)
    new Float64Array(bits.buffer).slice().forEach((value, i) => {
      if (isRounded(value, bits[2 * i]! & 0xffff, 0xffff)) bits[2 * i]! += moveAt(seed, i)
    })
    const changed = native.createTensor([...handle.shape, 2], native.TF_INT32, bits)
    const { id } = renamed(changed, native.TF_INT32, DOUBLE)
    native.deleteTensor(changed)
    native.deleteTensor(handle.id)
    return { ...handle, id }
  }

  function renamed(id: number, from: number, to: number): Handle {
    const type = (name: string, value: number) => ({ name, type: native.TF_ATTR_TYPE, value })
    return native.executeOp('Bitcast', [type('T', from), type('type', to)], [id], 1)[0]!
  }

  // The binding's own functions cannot be replaced: the backend gets another binding, with the same ones.
  const own = Object.fromEntries(
    Object.getOwnPropertyNames(native).map((name) => [name, native[name as keyof Binding]]),
  ) as unknown as Binding
  backend.binding = {
    ...own,
    createTensor(shape, dtype, values) {
      const id = native.createTensor(shape, dtype, values)
      shapes.set(id, shape)
      return id
    },
    deleteTensor(id) {
      shapes.delete(id)
      native.deleteTensor(id)
    },
    executeOp(name, attributes, inputs, outputs) {
      const found = native.executeOp(name, attributes, inputs, outputs)
      const sides = inputs.map((id) => shapes.get(id) ?? [])
      const computed = JSON.stringify([name, attributes, sides])
      const handles =
        FREE.has(name) && !isOneTerm(name, attributes, sides)
          ? found.map((handle, k) => moved(handle, seedOf(`${k} ${computed}`)))
          : found
      for (const { id, shape } of handles) shapes.set(id, shape)
      return handles
    },
  }
}

/** A product of matrices whose every entry is a single product of numbers: IEEE 754 leaves it no choice either. */
function isOneTerm(
  name: string,
  attributes: readonly Attribute[],
  [left = []]: readonly (readonly number[])[],
): boolean {
  if (!name.endsWith('MatMul') && !name.startsWith('BatchMatMul')) return false
  const turn = attributes.find(({ name: of }) => /^(transpose_a|adj_x)$/.test(of))
  return left.at(turn?.value === true ? -2 : -1) === 1
}

/** Whether it has so many digits that it was rounded: what is exact is so in any order. Nor may a carry come of it. */
function isRounded(value: number, lowest: number, mask: number): boolean {
  return Number.isFinite(value) && lowest !== 0 && lowest !== mask
}

const moveAt = (seed: number, place: number) => ((mixed(seed, place) >>> 0) % 3) - 1

function seedOf(text: string): number {
  let seed = 17
  for (let i = 0; i < text.length; i++) seed = mixed(seed, text.charCodeAt(i))
  return seed
}

function mixed(seed: number, value: number): number {
  const product = Math.imul(seed ^ value, 0x85ebca6b)
  return product ^ (product >>> 13)
}
