import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/** Which examples carry each label, by label from 0 to `classes − 1`; a class may be empty. */
export function membersOf(labels: Int32Array, classes: number): number[][] {
  const members = Array.from({ length: classes }, (): number[] => [])
  labels.forEach((label, example) => members[label]?.push(example))
  return members
}

/** The same of the classes that have examples, which are no more than the examples, however large a label is. */
export function membersOfEach(labels: Int32Array): number[][] {
  const { ranks, classes } = ranksOf(labels)
  return membersOf(ranks, classes)
}

/** Each label's place among those that occur, and how many those are. */
export function ranksOf(labels: Int32Array): { readonly ranks: Int32Array; readonly classes: number } {
  const found = [...new Set(labels)].toSorted((a, b) => a - b)
  const rank = new Map(found.map((label, place) => [label, place]))
  return { ranks: labels.map((label) => rank.get(label) ?? 0), classes: found.length }
}

/** The first of so many classes that has no example; undefined where each has one. */
export function emptyClass(labels: Int32Array, classes: number): number | undefined {
  const found = new Set(labels)
  for (let label = 0; label < classes; label++) if (!found.has(label)) return label
  return undefined
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
