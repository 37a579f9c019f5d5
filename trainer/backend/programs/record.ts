import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core'
import type { Constant, Form, OpAttribute, Operation, Recording } from './recording.ts'

/** A tensor as the binding hands it out. */
type Handle = { readonly id: number; readonly shape: number[]; readonly dtype: number }

type Values = Constant['data']

/** The part of tfjs-node's binding that every kernel goes through. */
export interface Binding {
  createTensor(shape: number[], dtype: number, values: Values): number
  tensorDataSync(id: number): Values
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): Handle[]
}

export interface NodeBackend {
  binding: Binding
  readonly isUsingGpuDevice: boolean
  getInputTensorIds(tensors: readonly TensorInfo[]): number[]
  getDTypeInteger(dtype: string): number
}

export type Outputs = Readonly<Record<string, Tensor>>

/** What came of a computation, and how; null where it cannot be had again from other inputs by the same operations. */
export interface Recorded {
  readonly outputs: Outputs
  readonly recording: Recording | null
}

/**
 * Computes, and writes down what it asks of TensorFlow. Whatever does not depend on the inputs is a constant by its
 * value. A computation that reads a number that depends on them might go another way with others: it is not written down.
 */
export function record(backend: NodeBackend, inputs: readonly Tensor[], compute: () => Outputs): Recorded {
  const forms = new Map<number, Form>()
  const constants: Constant[] = []
  const operations: Operation[] = []
  /** What depends on the inputs, and the constants that were met, by their ids; places of constants and results are offsets yet. */
  const known = new Map<number, Value>()
  const created = new Map<number, Values>()
  let isPlain = true
  let results = 0

  const { binding, getInputTensorIds: idsBefore } = backend
  const isDependent = (id: number) => (known.get(id)?.kind ?? 'constant') !== 'constant'
  const constant = (id: number): Value => {
    const form = forms.get(id)
    if (form === undefined) {
      isPlain = false
      return { kind: 'constant', at: -1 }
    }
    const value: Value = { kind: 'constant', at: constants.length }
    constants.push({ ...form, data: (created.get(id) ?? binding.tensorDataSync(id)).slice() })
    known.set(id, value)
    return value
  }
  const valueOf = (id: number) => known.get(id) ?? constant(id)

  const heard: Binding = {
    createTensor(shape: number[], dtype: number, values: Values) {
      const id = binding.createTensor(shape, dtype, values)
      forms.set(id, { dtype, shape })
      created.set(id, values)
      return id
    },
    tensorDataSync(id: number) {
      if (isDependent(id)) isPlain = false
      return binding.tensorDataSync(id)
    },
    executeOp(name: string, attributes: OpAttribute[], read: number[], outputs: number) {
      const given = binding.executeOp(name, attributes, read, outputs)
      const gives = given.map(({ dtype, shape }): Form => ({ dtype, shape }))
      given.forEach(({ id }, i) => forms.set(id, gives[i] as Form))
      if (!read.some(isDependent)) return given
      operations.push({ name, attributes, inputs: read.map((id) => placeholder(valueOf(id))), gives })
      for (const { id } of given) known.set(id, { kind: 'result', at: results++ })
      return given
    },
  }
  /** Each tensor that an operation reads passes here, with its form. */
  const idsOf = (tensors: readonly TensorInfo[]): number[] => {
    const ids = idsBefore.call(backend, tensors)
    ids.forEach((id, i) => {
      const { shape, dtype } = tensors[i] as TensorInfo
      // What has no dtype is an Int64Scalar, whose form is known since it was created.
      if (!forms.has(id) && dtype !== undefined) forms.set(id, { dtype: backend.getDTypeInteger(dtype), shape })
    })
    return ids
  }
  const values: Value[] = []
  const placeholder = (value: Value): number => values.push(value) - 1
  const place = (at: number): number => {
    const value = values[at] as Value
    if (value.kind === 'input') return value.at
    return inputs.length + value.at + (value.kind === 'result' ? constants.length : 0)
  }

  const entering = backend.getInputTensorIds(inputs)
  entering.forEach((id, at) => known.set(id, { kind: 'input', at }))
  // The binding's own functions cannot be replaced: this is another, with its other parts.
  const listening = Object.create(binding, Object.getOwnPropertyDescriptors(heard)) as Binding
  const outputs = listened(backend, listening, idsOf, compute)
  const leaving = backend.getInputTensorIds(Object.values(outputs)).map((id, i) => {
    const { shape, dtype } = Object.values(outputs)[i] as Tensor
    if (!forms.has(id)) forms.set(id, { dtype: backend.getDTypeInteger(dtype), shape })
    return placeholder(valueOf(id))
  })
  const recording = {
    inputs: inputs.map(({ dtype, shape }) => ({ dtype: backend.getDTypeInteger(dtype), shape })),
    constants,
    operations: operations.map((operation) => ({ ...operation, inputs: operation.inputs.map(place) })),
    outputs: leaving.map(place),
  }
  return { outputs, recording: isPlain ? recording : null }
}

interface Value {
  readonly kind: 'input' | 'constant' | 'result'
  readonly at: number
}

/** Computes with another binding in place of the backend's own, which is put back. */
function listened<T>(
  backend: NodeBackend,
  binding: Binding,
  idsOf: NodeBackend['getInputTensorIds'],
  compute: () => T,
): T {
  const { binding: own } = backend
  const shadow = backend as { -readonly [K in keyof NodeBackend]: NodeBackend[K] }
  shadow.binding = binding
  shadow.getInputTensorIds = idsOf
  try {
    return compute()
  } finally {
    shadow.binding = own
    delete (shadow as Partial<NodeBackend>).getInputTensorIds
  }
}
