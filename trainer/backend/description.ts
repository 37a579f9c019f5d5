import { readFileSync, readdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import type { BackendDescription } from '#src/vocabulary/index.ts'

export type BackendName = 'tensorflow' | 'wasm'

/** What computes here: what a run says of it, and what helps to see why it is as fast as it is. */
export interface BackendFacts extends BackendDescription {
  readonly name: BackendName
  readonly obtained: 'stock download' | `wheel ${string}` | 'wasm'
  /** Where the library lies that computes. */
  readonly library: string
  readonly cpu: string
  readonly logicalCores: number
  /** Where TensorFlow computes on it. */
  readonly gpu?: string
  /** The version of Node's stable binary interface the binding was built for; absent on WebAssembly. */
  readonly napi?: number
}

/** The processor and, where TensorFlow computes on it, the GPU. */
export function deviceFacts(onGpu: boolean): Pick<BackendFacts, 'device' | 'cpu' | 'logicalCores' | 'gpu'> {
  const found = cpus()
  const cpu = found[0]?.model.trim() ?? 'unknown'
  const logicalCores = found.length
  if (!onGpu) return { device: cpu, cpu, logicalCores }
  const gpu = gpuName() ?? 'NVIDIA GPU'
  return { device: gpu, cpu, logicalCores, gpu }
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
