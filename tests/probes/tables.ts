import type { Table } from '#probes/inputs.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { fine } from './lab.ts'

/** A table of which the logits are a formula; every third row counts as trained on, with the right label. */
export function tableFrom(
  operation: Table['operation'],
  modulus: number,
  logit: (a: number, b: number, c: number) => number,
): Table & { readonly targets: Matrix } {
  const residues = Array.from({ length: modulus }, (_, n) => n)
  const pairs = residues.flatMap((a) => residues.map((b) => [a, b] as const))
  const answers = Int32Array.from(pairs, ([a, b]) => answerTo(operation, a, b, modulus))
  const rows = Int32Array.from(answers.keys()).filter((row) => row % 3 === 0)
  return {
    modulus,
    operation,
    logits: fine(pairs.map(([a, b]) => residues.map((c) => logit(a, b, c)))),
    answers,
    train: { rows, labels: rows.map((row) => answers[row] ?? 0) },
    loss: { kind: 'cross-entropy', reduction: 'mean' },
    targets: fine(Array.from(answers, (answer) => residues.map((c) => +(c === answer)))),
  }
}

export function answerTo(operation: Table['operation'], a: number, b: number, modulus: number): number {
  if (operation === 'multiply') return (a * b) % modulus
  return (operation === 'subtract' ? a - b + modulus : a + b) % modulus
}
