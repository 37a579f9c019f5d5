import type { SeriesDeclaration } from './series.ts'

/**
 * What a run's machine does meanwhile, told once a second. None of it is a property of the run: it differs between repetitions, and no
 * fork inherits it.
 */
const MACHINE = {
  'machine-processor': {
    name: 'Processor',
    unit: 'core',
    about: 'Cores that the trainer kept busy since the last value, its native threads included',
  },
  'machine-memory': { name: 'Memory', unit: 'By', about: 'Bytes of memory that the trainer has: its resident set' },
  'machine-speed': {
    name: 'Speed',
    unit: '1/s',
    about: 'Steps a second since the last value, with all that is done between them',
  },
  'machine-hub-lag': {
    name: 'Hub lag',
    unit: 'ms',
    about: 'How long the oldest report that the hub has not yet acknowledged has waited',
  },
  'machine-gpu': { name: 'GPU', unit: '%', about: 'Share of the time in which the GPU computed, whoever used it' },
  'machine-gpu-memory': {
    name: 'GPU memory',
    unit: 'By',
    about: 'Bytes of memory that are taken on the GPU, by whoever',
  },
} as const
export type MachineProbe = keyof typeof MACHINE

/** Whether the series of a probe are told by the trainer itself, of its machine: what probes cost, and what the machine does. */
export function isOfMachine(probe: string): boolean {
  return probe === 'cost' || Object.hasOwn(MACHINE, probe)
}

/** What such a series is called, and how it was measured; null for what another probe measured. */
export function machineCard(probe: string): { readonly name: string; readonly about: string } | null {
  return Object.hasOwn(MACHINE, probe) ? MACHINE[probe as MachineProbe] : null
}

export function machineSeries(probe: MachineProbe): SeriesDeclaration {
  const { unit } = MACHINE[probe]
  return { name: probe, probe, part: null, kind: 'scalar', group: 'time', unit, scale: 'linear', range: null }
}
