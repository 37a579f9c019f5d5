import { describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { openLab } from '../lab.ts'
import { plausibleNumbersOf } from './divergence.ts'
import { inputsForLaws } from './inputs.ts'

const lab = await openLab()
const inputsOf = inputsForLaws(lab)

describe('after a divergence of any one number that it reads, a probe gives no number like any other', () => {
  it.each(probes.map((probe) => [probe.id, probe] as const))('%s', (_id, probe) => {
    const wrong = plausibleNumbersOf(probe, inputsOf(probe), lab)
    expect(wrong, wrong.join('\n')).toEqual([])
  })
})
