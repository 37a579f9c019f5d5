import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { Table } from './inputs.ts'
import { sumOfSquares } from './maths/algebra/norms.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'

/** Whether the logits turn with the question: what a network that has understood the group does on every pair. */
export const equivarianceError = defineProbe({
  id: 'equivariance-error',
  name: 'Equivariance error',
  symbol: 'ε_eq',
  formula: String.raw`\mathop{\mathbb{E}}_{x,\, g \ne 1} \frac{\lVert f(g x) - \rho(g) f(x) \rVert}{\lVert f(x) \rVert}, \qquad (\rho(g) f)_{g \cdot c} = f_c`,
  unit: '1',
  about:
    'How far the logits deviate from equivariance, over all pairs and all shifts of one operand, for each operand: ' +
    'adding s to the operand must shift the logits by s. 0 for the analytic solution, √2 for unrelated logits. ' +
    'Needs no labels',
  caveat:
    'Exact symmetry of the logits, not of the answers: a network may give the right answer for every pair and ' +
    'still have a large error, since logits of wrong answers are not constrained. A constant added to all logits ' +
    'of a pair counts unless it is the same for all pairs',
  estimator:
    'Exact mean over the whole table and all shifts but the identity, in float64. Rounding of float32 logits ' +
    'alone gives about 1e-7. For a product the shifts are multiplications by the units of the ring',
  edges: 'Pairs whose logits are all zero are left out; absent where all are, and where there is no shift',
  reference:
    'Defined here, as a mean and relative to the logits; the largest deviation over x and g is the equivariance error of ' +
    'Wang, Walters & Yu 2022, arXiv:2201.11969',
  needs: ['table'],
  cost: 'pass',
  cadence: every(200),
  group: 'behavior',
  output: scalars({ scale: 'log' }),
  theory: [
    {
      label: 'Unrelated logits',
      formula: String.raw`\sqrt{2}`,
      value: Math.SQRT2,
      reference: 'Vershynin 2018, High-Dimensional Probability, ch. 3',
    },
  ],
  options: [],
  measure: ({ table }) => ({ first: meanError(table, 'first'), second: meanError(table, 'second') }),
})

type Operand = 'first' | 'second'

function meanError(table: Table, operand: Operand) {
  const { modulus: p } = table
  const logits = ordinarySize(table.logits).matrix
  const norms = Float64Array.from({ length: p * p }, (_, row) =>
    Math.sqrt(sumOfSquares(logits.data.subarray(row * p, (row + 1) * p))),
  )
  let sum = 0
  let count = 0
  for (const { onOperand, onAnswer } of movesOf(table, operand)) {
    for (let row = 0; row < p * p; row++) {
      const norm = norms[row] ?? 0
      if (norm === 0) continue
      const [a, b] = [Math.floor(row / p), row % p]
      const moved = operand === 'first' ? (onOperand[a] ?? 0) * p + b : a * p + (onOperand[b] ?? 0)
      sum += Math.sqrt(squaredError(logits.data, row * p, moved * p, onAnswer)) / norm
      count++
    }
  }
  return count === 0 ? absent('No pair has both logits and a shift') : sum / count
}

/** ‖f(gx) − ρ(g) f(x)‖²: the logit of answer c on x is to be that of answer g·c on gx. */
function squaredError(data: Float32Array | Float64Array, from: number, moved: number, onAnswer: Int32Array): number {
  let squared = 0
  for (let c = 0; c < onAnswer.length; c++) {
    const difference = (data[moved + (onAnswer[c] as number)] as number) - (data[from + c] as number)
    squared += difference * difference
  }
  return squared
}

/** Every move of an operand that moves all answers alike, but the identity: where it takes each residue. */
function movesOf({ modulus: p, operation }: Table, operand: Operand) {
  const residues = (of: (c: number) => number) => Int32Array.from({ length: p }, (_, c) => of(c) % p)
  const elements = Array.from({ length: p - 1 }, (_, i) => i + 1)
  if (operation === 'multiply') {
    const units = elements.filter((u) => u > 1 && commonDivisor(u, p) === 1)
    return units.map((u) => ({ onOperand: residues((a) => a * u), onAnswer: residues((c) => c * u) }))
  }
  const isTakenAway = operation === 'subtract' && operand === 'second'
  return elements.map((s) => ({
    onOperand: residues((a) => a + s),
    onAnswer: residues((c) => (isTakenAway ? c + p - s : c + s)),
  }))
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}
