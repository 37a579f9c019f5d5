import type { MachineProbe } from '#src/vocabulary/index.ts'

export type Reading = readonly [probe: MachineProbe, value: number]

/** What the trainer itself can tell of its machine. */
export interface Machine {
  /** What it did since it was last asked, in which so many updates were done in all. */
  read(updates: number): readonly Reading[]
}

/** What this process asks of the operating system. */
export interface ProcessUse {
  readonly now: () => number
  /** Microseconds of processor time, of all threads. */
  readonly cpuMicroseconds: () => number
  readonly memoryBytes: () => number
}

const HERE: ProcessUse = {
  now: () => performance.now(),
  cpuMicroseconds: () => {
    const { user, system } = process.cpuUsage()
    return user + system
  },
  memoryBytes: () => process.memoryUsage.rss(),
}

/** `beside`: what others measure, such as how far behind the hub is. */
export function openMachine(beside: () => readonly Reading[] = () => [], use: ProcessUse = HERE): Machine {
  const { now, cpuMicroseconds, memoryBytes } = use
  let last = { at: now(), cpu: cpuMicroseconds(), updates: 0 }
  return {
    read(updates) {
      const current = { at: now(), cpu: cpuMicroseconds(), updates }
      const seconds = (current.at - last.at) / 1000
      const cores = (current.cpu - last.cpu) / 1e6 / seconds
      const speed = (updates - last.updates) / seconds
      last = current
      if (!(seconds > 0)) return []
      return [['machine-processor', cores], ['machine-memory', memoryBytes()], ['machine-speed', speed], ...beside()]
    },
  }
}
