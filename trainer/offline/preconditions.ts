import type { Matrices } from '#probes/inputs.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { sumOf } from '#probes/maths/algebra/frequency-powers.ts'
import { usageError } from '#src/vocabulary/index.ts'
import type { Source } from './given.ts'

/**
 * What the probes take for granted of numbers that a run makes by itself, and a file may break: checked where they come
 * in, and refused with what was expected, what came and what to do. NaN is no breach: a probe says itself what diverged.
 */

type Numbers = ArrayLike<number>

/** How far a row's sum may be from 1: what half precision leaves of a softmax. */
const ROUNDING = 0.01

/** Rows that divide 1 into shares: attention, probabilities. */
export function sharesIn(source: Source, name: string, matrix: Matrix): Matrix {
  const { rows, cols, data } = matrix
  for (let row = 0; row < rows; row++) {
    const shares = data.subarray(row * cols, (row + 1) * cols)
    const sum = sumOf(shares)
    const negative = shares.find((share) => share < 0)
    if (negative !== undefined || Math.abs(sum - 1) > ROUNDING) {
      const came = negative === undefined ? `sums to ${brief(sum)}` : `holds ${brief(negative)}`
      const cure = negative === undefined ? 'divide each row by its sum' : 'take the softmax of each row'
      throw broken(source, name, 'rows of shares ≥ 0 that sum to 1', `row ${row} ${came}`, cure)
    }
  }
  return matrix
}

export function sharesOfEach(source: Source, heads: Matrices): Matrices {
  for (const [name, head] of Object.entries(heads)) sharesIn(source, name, head)
  return heads
}

/** Place, measured and, where there is one, theory. */
export function profilesOfEach(source: Source, profiles: Matrices): Matrices {
  for (const [name, { rows, cols }] of Object.entries(profiles))
    if (cols !== 2 && cols !== 3)
      throw broken(
        source,
        name,
        'columns place, measured, theory',
        `it is [${rows}, ${cols}]`,
        'leave theory out where there is none',
      )
  return profiles
}

/** Patterns of −1 and 1. */
export function signsIn(source: Source, name: string, patterns: Matrix): Matrix {
  const other = patterns.data.find((value) => Math.abs(value) !== 1 && !Number.isNaN(value))
  if (other === undefined) return patterns
  throw broken(source, name, 'entries −1 and 1', `it holds ${brief(other)}`, OF_BITS)
}

/** A state beside such patterns: −1 and 1, or between them; of 0 and 1 alone it is written in bits. */
export function stateIn(source: Source, name: string, state: Float64Array): Float64Array {
  const beyond = state.find((value) => Math.abs(value) > 1)
  const isBits = state.includes(0) && state.every((value) => value === 0 || value === 1)
  if (beyond === undefined && !isBits) return state
  const came = beyond === undefined ? 'it holds 0 and 1 only' : `it holds ${brief(beyond)}`
  throw broken(source, name, 'entries from −1 to 1', came, OF_BITS)
}

const OF_BITS = 'write 2 b − 1 for bits b of 0 and 1'

/** Steps, each after the one before. */
export function increasingIn(source: Source, name: string, steps: Float64Array): Float64Array {
  const place = steps.findIndex((step, i) => !Number.isFinite(step) || (i > 0 && step <= (steps[i - 1] as number)))
  if (place < 0) return steps
  const [step, before] = [steps[place] as number, steps[place - 1]]
  const came = before === undefined ? `it starts with ${step}` : `${step} comes after ${before}`
  throw broken(source, name, 'finite steps, each larger than the one before', came, 'sort steps and values together')
}

/** Marks of yes and no. */
export function marksIn<N extends Numbers>(source: Source, name: string, marks: N): N {
  const other = Array.from(marks).find((mark) => mark !== 0 && mark !== 1 && !Number.isNaN(mark))
  if (other === undefined) return marks
  throw broken(source, name, 'entries 0 and 1', `it holds ${brief(other)}`, 'mark each place by 1 for yes and 0 for no')
}

/** Labels of so many classes. */
export function classesBelow(source: Source, name: string, labels: Int32Array, classes: number): Int32Array {
  const most = labels.reduce((a, b) => Math.max(a, b), 0)
  if (most < classes) return labels
  throw broken(source, name, `labels from 0 to ${classes - 1}`, `it holds ${most}`, 'number the classes from 0')
}

/** Numbers above 0, such as √v̂ + ε. */
export function positiveIn(source: Source, name: string, values: Float64Array): Float64Array {
  const other = values.find((value) => value <= 0)
  if (other === undefined) return values
  throw broken(
    source,
    name,
    'entries above 0',
    `it holds ${brief(other)}`,
    'give √v̂ + ε, not its square or its logarithm',
  )
}

/** Two tensors of which each place of one belongs to a place of the other. */
export function assertSameSize(
  source: Source,
  a: string,
  size: readonly number[],
  b: string,
  other: readonly number[],
) {
  if (size.join() === other.join()) return
  throw broken(
    source,
    b,
    `[${size.join(', ')}], as '${a}'`,
    `it is [${other.join(', ')}]`,
    'give both of the same examples',
  )
}

function broken({ name: file }: Source, name: string, expected: string, came: string, cure: string) {
  return usageError(`${file}: expected '${name}' with ${expected}; ${came}. ${cure[0]?.toUpperCase()}${cure.slice(1)}`)
}

const brief = (value: number) => String(Number(value.toPrecision(6)))
