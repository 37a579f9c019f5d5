import { existsSync } from 'node:fs'
import { NativeUnavailable } from './unavailable.ts'

/** The TensorFlow release the binding is built against; the patch number is pip's choice. */
export const tensorflowRelease = '2.21'

/** What to fetch for this machine: which wheel, for which processor, with or without the CUDA libraries. */
export type Variant = {
  readonly wheel: 'tensorflow' | 'tensorflow-cpu'
  readonly processor: 'x86_64' | 'aarch64'
  readonly cuda: boolean
  /** The newest C library that wheels may ask for, as the y of glibc 2.y. */
  readonly glibcMinor: number
}

/**
 * The variants worth trying here, best first. Only Linux with glibc has wheels that carry a C library to link against:
 * elsewhere the program runs on WebAssembly.
 */
export function variants(): Variant[] {
  const processor = ({ x64: 'x86_64', arm64: 'aarch64' } as const)[process.arch as string]
  const glibc = glibcVersion()
  if (process.platform !== 'linux' || processor === undefined || glibc === undefined || glibc < 27) {
    const here = `${process.platform}-${process.arch}${process.platform === 'linux' ? `, glibc ${glibc === undefined ? 'absent' : `2.${glibc}`}` : ''}`
    throw new NativeUnavailable(
      'to find a TensorFlow build for this platform',
      `there is none for ${here}`,
      'use Linux on x64 or arm64 with glibc 2.27 or newer, or use WebAssembly',
    )
  }
  const base = { processor, glibcMinor: glibc }
  const plain: Variant = { ...base, wheel: processor === 'x86_64' ? 'tensorflow-cpu' : 'tensorflow', cuda: false }
  return gpuPresent() && processor === 'x86_64' ? [{ ...base, wheel: 'tensorflow', cuda: true }, plain] : [plain]
}

/**
 * Whether an NVIDIA driver is loaded, told from files alone so that a cached start costs no child process.
 * An empty CUDA_VISIBLE_DEVICES hides the GPU, as it does for every CUDA program.
 */
export function gpuPresent(): boolean {
  const visible = process.env.CUDA_VISIBLE_DEVICES
  if (visible === '' || visible === '-1') return false
  return ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/usr/lib/wsl/lib/nvidia-smi'].some((path) =>
    existsSync(path),
  )
}

function glibcVersion(): number | undefined {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  const minor = header?.glibcVersionRuntime?.match(/^2\.(\d+)/)?.[1]
  return minor === undefined ? undefined : Number(minor)
}
