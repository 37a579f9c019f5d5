import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { useFrom, watchGpu } from '#src/cli/processes/gpu-use.ts'
import { temporaryFolder } from '../../phasescope.ts'

test('a line of nvidia-smi', () => {
  expect(useFrom('37, 1024')).toEqual({ busy: 37, memoryBytes: 1024 ** 3 })
  for (const line of ['[N/A], 5', '', '12', 'No devices were found', ',']) expect(useFrom(line), line).toBe(null)
})

test('a machine without the program has no series of a GPU', async () => {
  const gpu = watchGpu('/nowhere/nvidia-smi')
  await new Promise((resolve) => setImmediate(resolve))
  expect(gpu.read()).toBe(null)
  gpu.close()
})

test('what the program says last holds, of the GPU that TensorFlow may see, until it is gone', async () => {
  using folder = temporaryFolder()
  const program = join(folder.path, 'nvidia-smi')
  writeFileSync(program, '#!/bin/sh\necho "1, 1"\necho "${1#--id=}5, 2"\nexec sleep 600\n')
  chmodSync(program, 0o755)
  const gpu = watchGpu(program, '3,4')
  await vi.waitFor(() => expect(gpu.read()).toEqual({ busy: 35, memoryBytes: 2 * 1024 ** 2 }), 10_000)
  gpu.close()
  await vi.waitFor(() => expect(gpu.read()).toBe(null), 10_000)
})
