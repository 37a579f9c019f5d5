/** An array of TensorFlow's: `dtype` is its own number for the type of the elements. */
export interface Form {
  readonly dtype: number
  readonly shape: readonly number[]
}

export interface Constant extends Form {
  readonly data: Float32Array | Int32Array | Uint8Array
}

/** As the binding takes it. */
export interface OpAttribute {
  readonly name: string
  readonly type: number
  readonly value: unknown
}

/** One operation; values are named by their places, see `Recording`. */
export interface Operation {
  readonly name: string
  readonly attributes: readonly OpAttribute[]
  readonly inputs: readonly number[]
  /** What each output was when it was recorded. */
  readonly gives: readonly Form[]
}

/**
 * What a computation asked of TensorFlow, one operation after the other, as plain data. Values have places: first the
 * inputs, then the constants, then what the operations give, one behind the other.
 */
export interface Recording {
  readonly inputs: readonly Form[]
  readonly constants: readonly Constant[]
  readonly operations: readonly Operation[]
  /** Places of what came of it. */
  readonly outputs: readonly number[]
}

/** Whether two computations are one on other inputs: what is a constant in one is the same in the other, to the bit. */
export function areAlike(a: Recording, b: Recording): boolean {
  const steps = ({ inputs, constants, operations, outputs }: Recording) =>
    JSON.stringify([inputs, constants.map(({ dtype, shape }) => [dtype, shape]), operations, outputs])
  return steps(a) === steps(b) && a.constants.every(({ data }, i) => sameBits(data, b.constants[i]?.data))
}

function sameBits(a: Constant['data'], b: Constant['data'] | undefined): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Constant['data']) => Buffer.from(buffer, byteOffset, byteLength)
  return b !== undefined && bytes(a).equals(bytes(b))
}

/** For each operation the places that nothing reads after it, so that they need no memory any more. */
export function readLastBy({ inputs, constants, operations, outputs }: Recording): number[][] {
  const first = inputs.length + constants.length
  const last = new Map<number, number>()
  let place = first
  operations.forEach((operation, at) => {
    for (const read of operation.inputs) last.set(read, at)
    for (let i = 0; i < operation.gives.length; i++) last.set(place++, at)
  })
  for (const output of outputs) last.delete(output)
  const done = operations.map((): number[] => [])
  for (const [value, at] of last) if (value >= first) done[at]?.push(value)
  return done
}

/** How many multiplications and additions it is about: of products of matrices all, of anything else one a number. */
export function workOf({ inputs, constants, operations }: Recording): number {
  const sizes = [...inputs, ...constants].map(sizeOf)
  return operations.reduce((work, { name, inputs: read, gives }) => {
    const given = gives.map(sizeOf)
    sizes.push(...given)
    const [size = 0] = given
    // m·k and k·n numbers give m·n: k is the root of what is left, and it is the same for each product of a batch.
    const [left = 0, right = 0] = read.map((place) => sizes[place] as number)
    const batch = gives[0]?.shape.slice(0, -2).reduce((product, side) => product * side, 1) ?? 1
    return work + (name.includes('MatMul') && size > 0 ? 2 * size * Math.sqrt((left * right) / (size * batch)) : size)
  }, 0)
}

function sizeOf({ shape }: Form): number {
  return shape.reduce((product, side) => product * side, 1)
}
