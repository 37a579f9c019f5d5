import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/** Which examples carry each label, by label from 0 to `classes − 1`; a class may be empty. */
export function membersOf(labels: Int32Array, classes: number): number[][] {
  const members = Array.from({ length: classes }, (): number[] => [])
  labels.forEach((label, example) => members[label]?.push(example))
  return members
}

/** One more than the largest label. */
export function classesIn(labels: Int32Array): number {
  return labels.reduce((most, label) => Math.max(most, label + 1), 0)
}

/** The mean of each class's rows, [classes, p], in float64; NaN for an empty class. */
export function classMeans({ cols, data }: Matrix, members: readonly (readonly number[])[]): Matrix {
  const means = new Float64Array(members.length * cols)
  members.forEach((examples, label) => {
    const mean = means.subarray(label * cols, (label + 1) * cols)
    for (const example of examples)
      for (let j = 0; j < cols; j++) mean[j] = (mean[j] ?? 0) + (data[example * cols + j] ?? 0)
    for (let j = 0; j < cols; j++) mean[j] = (mean[j] ?? 0) / examples.length
  })
  return { rows: members.length, cols, data: means }
}
