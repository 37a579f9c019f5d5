import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { systemStateOf } from '#trainer/systems/gradient-descent/training-state.ts'
import { temporaryFolder } from '../../phasescope.ts'

/** Two layers of whole numbers. */
const layers = (from: number) => ({
  w1: { shape: [2, 3], values: Float32Array.from({ length: 6 }, (_, i) => from + i) },
  b1: { shape: [3], values: Float32Array.from({ length: 3 }, (_, i) => -from - i) },
})
const mean = (from: number) => ({ w1: layers(from).w1.values, b1: layers(from).b1.values })
const state = systemStateOf({
  step: 7,
  weights: layers(1),
  optimizer: { updates: 7, means: { first: mean(10), second: mean(20) } },
  before: layers(30),
  twoBefore: layers(40),
  previousGradients: layers(50),
})
const log = [{ step: 3, command: { type: 'set', key: 'rate', value: 0.1 } }] as const

/** The header of a file without its checksum, and its numbers up to what probes remember. */
function contentsOf(path: string) {
  const bytes = readFileSync(path)
  const start = 8 + Number(bytes.readBigUInt64LE(0))
  const text = bytes.subarray(8, start).toString().trimEnd()
  const end = /"memories":\{.*?"data_offsets":\[(\d+),/.exec(text)?.[1] ?? bytes.length - start
  const numbers = Uint8Array.from(bytes.subarray(start, start + Number(end)))
  return {
    header: text.replace(/"checksum":"[0-9a-f]+"/, '"checksum":""').replace(/,"memories":.*(?=\}$)/, ''),
    numbers: [...new Float32Array(numbers.buffer)],
  }
}

const FINGERPRINT = 'sha256:883ebe9e2e3b0dd03e61c6aa991f9ccb0923eca83ecf69d4ef5b75afcd0e7725'
const tensor = (name: string, shape: string, from: number, to: number) =>
  `"${name}":{"dtype":"F32","shape":[${shape}],"data_offsets":[${from},${to}]}`
const numbersFrom = (from: number) => Object.values(mean(from)).flatMap((values) => [...values])

it('the file of a training is to the byte what the first version wrote, in names, order and shapes', () => {
  using folder = temporaryFolder()
  const kept = openCheckpoints(folder.path)
  const { entry } = kept.keepWhole({ run: 'demo-1', state, log, memories: {} }, { isPinned: true })
  expect(contentsOf(entry.path)).toEqual({
    header:
      `{"__metadata__":{"format":"phasescope-checkpoint/1","run":"demo-1","step":"7","kind":"whole",` +
      `"fingerprint":"${FINGERPRINT}","isPinned":"true","budgetBytes":"200000000","updates":"7",` +
      String.raw`"log":"[{\"step\":3,\"command\":{\"type\":\"set\",\"key\":\"rate\",\"value\":0.1}}]","checksum":""},` +
      [
        tensor('w1', '2,3', 0, 24),
        tensor('b1', '3', 24, 36),
        tensor('optimiser/first/w1', '6', 36, 60),
        tensor('optimiser/first/b1', '3', 60, 72),
        tensor('optimiser/second/w1', '6', 72, 96),
        tensor('optimiser/second/b1', '3', 96, 108),
        tensor('before/w1', '6', 108, 132),
        tensor('before/b1', '3', 132, 144),
        tensor('two-before/w1', '6', 144, 168),
        tensor('two-before/b1', '3', 168, 180),
        tensor('previous-gradients/w1', '6', 180, 204),
        tensor('previous-gradients/b1', '3', 204, 216),
      ].join(',') +
      '}',
    numbers: [1, 10, 20, 30, 40, 50].flatMap(numbersFrom),
  })
})

it('and so is the file of its weights alone', () => {
  using folder = temporaryFolder()
  const { entry } = openCheckpoints(folder.path).keepWeights('demo-1', 8, layers(1))
  expect(contentsOf(entry.path)).toEqual({
    header:
      `{"__metadata__":{"format":"phasescope-checkpoint/1","run":"demo-1","step":"8","kind":"weights",` +
      `"fingerprint":"${FINGERPRINT}","isPinned":"false","budgetBytes":"200000000","updates":"null",` +
      `"log":"[]","checksum":""},${tensor('w1', '2,3', 0, 24)},${tensor('b1', '3', 24, 36)}}`,
    numbers: numbersFrom(1),
  })
})
