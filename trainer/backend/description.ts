import { readFileSync, readdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'

export type BackendName = 'tensorflow' | 'wasm'

/**
 * What a run was computed with, as plain JSON: kept with the run, since a replay to the bit holds on the same backend only.
 */
export type BackendDescription = {
  readonly backend: BackendName
  /** TensorFlow's own version on native, TensorFlow.js's on WebAssembly. */
  readonly version: string
  readonly how: 'stock download' | `wheel ${string}` | 'wasm'
  /** Where the library lies that computes. */
  readonly library: string
  readonly devices: Devices
  /** The version of Node's stable binary interface the binding was built for; absent on WebAssembly. */
  readonly napi?: number
}

export type Devices = {
  readonly cpu: string
  readonly logicalCores: number
  readonly threads: number
  readonly gpu?: string
}

/** The processor and, where TensorFlow computes on it, the GPU. */
export function devices(threads: number, onGpu: boolean): Devices {
  const found = cpus()
  const gpu = onGpu ? { gpu: gpuName() ?? 'NVIDIA GPU' } : {}
  return { cpu: found[0]?.model.trim() ?? 'unknown', logicalCores: found.length, threads, ...gpu }
}

/** How many cores this process may use, which is what both TensorFlow and the WebAssembly pool take by default. */
export function usableCores(): number {
  return availableParallelism()
}

/** From the driver's own files, so that describing costs no child process. */
function gpuName(): string | undefined {
  const folder = '/proc/driver/nvidia/gpus'
  try {
    const text = readFileSync(join(folder, readdirSync(folder)[0]!, 'information'), 'utf8')
    return text.match(/^Model:\s*(.+)$/m)?.[1]?.trim()
  } catch {
    return undefined // no such files (WSL, say): the name is a nicety
  }
}
