import type { Layer } from '#probes/inputs.ts'
import { EPSILON } from '#probes/maths/algebra/double.ts'

/** An array by its name in the file. Whole numbers and booleans become float64; what is shorter than float32 becomes float32. */
export type Tensors = Readonly<Record<string, Tensor>>

/** A tensor whose numbers a file may still have: `values` reads them when they are first wanted, and says what is wrong then. */
export interface Tensor extends Layer {
  /** How the file has it; left out of what was made in memory, which is floating-point numbers. */
  readonly stored?: Stored
}

/** What a file's index says of a tensor. */
export interface Stored {
  /** As safetensors names it (`F32`), or as the file does where it is of no such type (`<U5`). */
  readonly dtype: string
  /** Null where its elements are no real numbers (text, objects, dates, complex numbers), or it is no array at all. */
  readonly kind: TensorKind | null
  /** Whether its numbers were wanted. */
  readonly isRead: boolean
  /** Whether it is an array whose index cannot be read, so that nobody knows what it is. */
  readonly isDamaged?: true
  /** Holds all of it to its checksum, where it has one, and once: what its index says may be what a disk has made of it. */
  readonly check?: () => void
}

export type TensorKind = 'float' | 'integer' | 'boolean'

/** A tensor by what an index says, and by how its numbers are read, which is done once. */
export function tensorFrom(
  { shape, dtype, kind, ...beside }: Pick<Tensor, 'shape'> & Omit<Stored, 'isRead'>,
  read: () => Layer['values'],
): Tensor {
  let values: Layer['values'] | null = null
  const epsilon = COARSE[dtype]
  return {
    shape,
    ...(epsilon !== undefined && { epsilon }),
    stored: {
      dtype,
      kind,
      ...beside,
      get isRead() {
        return values !== null
      },
    },
    get values() {
      return (values ??= read())
    },
  }
}

/** The rounding of types that are shorter than the float32 that they are read into. */
const COARSE: Readonly<Record<string, number>> = {
  F16: EPSILON.f16,
  BF16: EPSILON.bf16,
  F8_E4M3: 2 ** -3,
  F8_E4M3FNUZ: 2 ** -3,
  F8_E5M2: 2 ** -2,
  F8_E5M2FNUZ: 2 ** -2,
}

/** Whether its elements are real numbers, so far as an index can tell. */
export function isNumeric({ stored }: Tensor): boolean {
  return stored === undefined || stored.kind !== null
}

/** How many elements a shape has, 1 for a number without dimensions. */
export function lengthOf({ shape }: Pick<Layer, 'shape'>): number {
  return shape.reduce((product, length) => product * length, 1)
}
