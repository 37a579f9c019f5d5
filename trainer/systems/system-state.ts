import type { Layers } from '#probes/inputs.ts'

/** Numbers by name, each with its shape, on the host. Nobody writes to them. */
export type NamedTensors = Layers

/** All that a system needs to go on from a step as if it had never stopped: plain data, to be kept in a file. */
export interface SystemState {
  readonly step: number
  /**
   * What the system is at this step, of a network its weights, under plain names. What else it needs to go on, such as
   * what an optimizer remembers, is flat and has a folder before its name: `before/w1`.
   */
  readonly tensors: NamedTensors
  readonly numbers: Readonly<Record<string, number>>
}

/** What a system is at a step, without what it remembers of the steps before: of a network, its weights. */
export function weightsOf({ tensors }: Pick<SystemState, 'tensors'>): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => isPlain(name)))
}

/** Whether a tensor is part of what the system is, and not of what it remembers. */
export function isPlain(name: string): boolean {
  return !name.includes('/')
}
