import type { Tensor } from '@tensorflow/tfjs-core'
import { norm } from '#probes/maths/algebra/vectors.ts'
import type { Tf } from './load-native.ts'
import {
  alike,
  assertDecomposable,
  assertMultipliable,
  assertSolvable,
  assertSymmetric,
  singular,
  type LinearAlgebra,
  type Matrix,
} from './linear-algebra.ts'
import { ofAnySize } from './of-any-size.ts'

/** A tensor as the binding hands it out: an id that must be deleted, a shape, and TensorFlow's own type number. */
type Handle = { readonly id: number; readonly shape: number[]; readonly dtype: number }
type Attribute = { readonly name: string; readonly type: number; readonly value: number | boolean }

type Binding = {
  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): Float32Array | Int32Array
  executeOp(name: string, attributes: Attribute[], inputs: number[], outputs: number): Handle[]
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_TYPE: number
}

type NodeBackend = { readonly binding: Binding; getInputTensorIds(tensors: Tensor[]): number[] }

/** TensorFlow's number for float64, which the binding computes with but does not name. */
const double = 2

/** The decompositions by TensorFlow's own operations (Eigen's on the CPU, cuSOLVER's on a GPU). */
export function nativeLinearAlgebra(tf: Tf): LinearAlgebra {
  const backend = tf.backend() as unknown as NodeBackend
  const { binding } = backend
  const type = (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value })
  const flag = (name: string, value: boolean): Attribute => ({ name, type: binding.TF_ATTR_BOOL, value })

  /** Puts a matrix on the device. Float64 has no way in of its own: its bits go in as pairs of int32 and are renamed there. */
  const upload = ({ rows, cols, data }: Matrix): Handle => {
    if (data instanceof Float32Array) {
      // The binding computes on the caller's own memory, hence the copy: the caller may write to it later.
      return {
        id: binding.createTensor([rows, cols], binding.TF_FLOAT, data.slice()),
        shape: [rows, cols],
        dtype: binding.TF_FLOAT,
      }
    }
    const bits = binding.createTensor([rows, cols, 2], binding.TF_INT32, new Int32Array(data.slice().buffer))
    return consume(
      [bits],
      () => binding.executeOp('Bitcast', [type('T', binding.TF_INT32), type('type', double)], [bits], 1)[0]!,
    )
  }

  const download = ({ id, dtype }: Handle): Float32Array | Float64Array => {
    if (dtype !== double) return binding.tensorDataSync(id) as Float32Array
    const [bits] = binding.executeOp('Bitcast', [type('T', double), type('type', binding.TF_INT32)], [id], 1)
    return consume([bits!.id], () => new Float64Array(binding.tensorDataSync(bits!.id).buffer))
  }

  const consume = <T>(ids: readonly number[], use: () => T): T => {
    try {
      return use()
    } finally {
      ids.forEach((id) => binding.deleteTensor(id))
    }
  }

  /** Runs one operation on one matrix and returns its outputs as plain data; no tensor outlives the call. */
  const decompose = (name: string, attributes: Attribute[], input: Handle, outputs: number) => {
    const handles = binding.executeOp(name, [...attributes, type('T', input.dtype)], [input.id], outputs)
    const ids = handles.map(({ id }) => id)
    return consume(ids, () => handles.map((handle) => ({ shape: handle.shape, data: download(handle) })))
  }

  /** Runs one operation on two matrices, both in the finer element type of the two. */
  const combine = (name: string, attributes: Attribute[], a: Matrix, b: Matrix) => {
    const [left, right] = alike(a, b)
    const inputs = [upload(left)]
    try {
      inputs.push(upload(right))
      const all = [...attributes, type('T', inputs[0]!.dtype)]
      const ids = inputs.map(({ id }) => id)
      const [output] = binding.executeOp(name, all, ids, 1)
      return consume([output!.id], () => ({ shape: output!.shape, data: download(output!) }))
    } finally {
      inputs.forEach(({ id }) => binding.deleteTensor(id))
    }
  }

  return ofAnySize({
    singularValues: (matrix) => {
      assertDecomposable(matrix)
      if (matrix.cols === 1) return decomposeColumn(matrix).s
      const input = upload(matrix)
      const attributes = [flag('compute_uv', false), flag('full_matrices', false)]
      const [s] = consume([input.id], () => decompose('Svd', attributes, input, 3))
      return Float64Array.from(s!.data)
    },
    svd: (matrix) => {
      assertDecomposable(matrix)
      if (matrix.cols === 1) return decomposeColumn(matrix)
      const input = upload(matrix)
      const attributes = [flag('compute_uv', true), flag('full_matrices', false)]
      const [s, u, v] = consume([input.id], () => decompose('Svd', attributes, input, 3))
      return { u: matrixOf(u!), s: Float64Array.from(s!.data), v: matrixOf(v!) }
    },
    eigenSymmetric: (matrix) => {
      assertSymmetric(matrix)
      const input = upload(matrix)
      const [values, vectors] = consume([input.id], () =>
        decompose('SelfAdjointEigV2', [flag('compute_v', true)], input, 2),
      )
      return { values: Float64Array.from(values!.data).reverse(), vectors: reverseColumns(matrixOf(vectors!)) }
    },
    eigenvaluesSymmetric: (matrix) => {
      assertSymmetric(matrix)
      const input = upload(matrix)
      const [values] = consume([input.id], () => decompose('SelfAdjointEigV2', [flag('compute_v', false)], input, 2))
      return Float64Array.from(values!.data).reverse()
    },
    product: (a, b, transposes = {}) => {
      assertMultipliable(a, b, transposes)
      const attributes = [flag('transpose_a', transposes.a === true), flag('transpose_b', transposes.b === true)]
      return matrixOf(combine('MatMul', attributes, a, b))
    },
    solve: (a, b) => {
      assertSolvable(a, b)
      try {
        return matrixOf(combine('MatrixSolve', [flag('adjoint', false)], a, b))
      } catch (error) {
        throw singular(a, error)
      }
    },
  })
}

function matrixOf({ shape, data }: { shape: number[]; data: Float32Array | Float64Array }): Matrix {
  return { rows: shape[0]!, cols: shape[1]!, data }
}

/**
 * A column is its length times its direction: on a GPU, TensorFlow has no decomposition of it with fixed bits.
 * Lengths are of shares of the largest number, since squares of float64 leave its range long before it does.
 */
function decomposeColumn({ rows, cols, data }: Matrix) {
  let largest = 0
  for (const value of data) largest = Math.max(largest, Math.abs(value))
  const shares = Float64Array.from(data, (value, row) => (largest === 0 ? Number(row === 0) : value / largest))
  const length = norm(shares)
  const direction = data.slice()
  direction.set(shares.map((share) => share / length))
  return {
    u: { rows, cols, data: direction },
    s: Float64Array.of(largest * length),
    v: { rows: 1, cols, data: data.slice(0, 1).fill(1) },
  }
}

/** TensorFlow sorts eigenvalues upwards. */
function reverseColumns({ rows, cols, data }: Matrix): Matrix {
  for (let row = 0; row < rows; row++) data.subarray(row * cols, (row + 1) * cols).reverse()
  return { rows, cols, data }
}
