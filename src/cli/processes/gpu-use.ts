import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What NVIDIA's own tool says of a GPU: share of the time in which it computed, in percent, and bytes that are taken. */
export interface GpuUse {
  /** Null until it has said something, and where it says nothing. */
  read(): { readonly busy: number; readonly memoryBytes: number } | null
  close(): void
}

const MEBIBYTE = 1024 ** 2

/**
 * Listens to `nvidia-smi`, which says a line a second of the GPU that TensorFlow takes: the first that it may see. It ends with this
 * process; a machine without it has no series of a GPU.
 */
export function watchGpu(program = 'nvidia-smi', visible = process.env.CUDA_VISIBLE_DEVICES ?? ''): GpuUse {
  const which = `--id=${visible.split(',')[0]!.trim() || '0'}`
  const question = [which, '--query-gpu=utilization.gpu,memory.used', '--format=csv,noheader,nounits', '--loop=1']
  let said: ReturnType<GpuUse['read']> = null
  const child = spawn(program, question, { stdio: ['ignore', 'pipe', 'ignore'] })
  const gone = () => (said = null)
  child.on('error', gone)
  child.on('close', gone)
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => (said = useFrom(line)))
  const end = () => void child.kill()
  process.once('exit', end)
  return {
    read: () => said,
    close() {
      process.off('exit', end)
      lines.close()
      end()
    },
  }
}

/** `37, 1024`; null where it is something else, such as `[N/A], 5`. */
export function useFrom(line: string): ReturnType<GpuUse['read']> {
  const [busy = NaN, mebibytes = NaN] = line.split(',').map((text) => (text.trim() === '' ? NaN : Number(text)))
  if (!Number.isFinite(busy) || !Number.isFinite(mebibytes)) return null
  return { busy, memoryBytes: mebibytes * MEBIBYTE }
}
