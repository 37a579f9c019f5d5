/** The namespaces of a snapshot, each with what stands in it: one tensor a parameter, a layer or a head. */
const NAMESPACES = [
  'weights.',
  'grad.',
  'hidden.',
  'attention.',
  'residues.',
  'before.',
  'two-before.',
  'previous-grad.',
  'preconditioner.',
] as const
export type Namespace = (typeof NAMESPACES)[number]

/** What a snapshot has once, and how such a tensor is called in other files. */
export const WHOLE: Readonly<Record<string, string>> = {
  inputs: 'x',
  x: 'x',
  targets: 'y',
  y: 'y',
  labels: 'labels',
  logits: 'logits',
  'test.inputs': 'testX',
  'test.x': 'testX',
  'test.targets': 'testY',
  'test.y': 'testY',
  'test.labels': 'testLabels',
  'test.logits': 'testLogits',
}

/**
 * Whether a file is a snapshot by the names of its tensors: all of them stand in its namespaces, and some are parameters or
 * activations. A checkpoint whose names merely begin so has others beside.
 */
export function isSnapshot(names: readonly string[]): boolean {
  const isOfSpace = (name: string) => NAMESPACES.some((space) => name.startsWith(space))
  const isKnown = (name: string) => isOfSpace(name) || Object.hasOwn(WHOLE, name) || name === 'step'
  return names.some((name) => /^(weights|hidden)\./.test(name)) && names.every(isKnown)
}
