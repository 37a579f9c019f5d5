import { describe, expect, it } from 'vitest'
import { defineProbe, scalar } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import { weightNorm } from '#probes/weight-norm.ts'
import { absent } from '#src/vocabulary/index.ts'
import { openLab } from '../lab.ts'
import { inDoublePrecision, placesOf, withValues, type Place } from './places.ts'
import { answerTo, inputsForLaws, numbersIn } from './inputs.ts'

const lab = await openLab()
const inputsOf = inputsForLaws(lab)

describe('the inputs of the laws', () => {
  it.each(probes.map((probe) => [probe.id, probe] as const))('give %s a value', (_id, probe) => {
    const numbers = numbersIn(answerTo(probe, inputsOf(probe), lab.measure))
    expect(numbers.some(Number.isFinite)).toBe(true)
  })

  it('are missed by name where a probe has none', () => {
    const silent = defineProbe({
      ...weightNorm,
      id: 'silent',
      output: scalar(),
      measure: () => absent('It says nothing'),
    })
    expect(() => inputsOf(silent)).toThrow(/`silent` has no value there: give it inputs in/)
    const needy = { ...weightNorm, id: 'needy', needs: ['nothing' as 'weights'] }
    expect(() => inputsOf(needy)).toThrow(/`needy` needs nothing, which is not there/)
  })

  it('have their numbers at places that can be given others, the objective those of its chain', () => {
    const { needs } = weightNorm
    const [inputs = {}] = inputsOf({ ...weightNorm, needs: [...needs, 'objective', 'train'] }).steps
    const paths = placesOf(inputs).map(({ path }) => path.join(' '))
    expect(paths).toEqual(expect.arrayContaining(['weights w1 values', 'objective layers 0 weight data', 'train loss']))
    const place = placesOf(inputs).find(({ path }) => path.includes('objective')) as Place
    const zeros = withValues(
      inputs,
      place,
      (place.values as Float32Array).map(() => 0),
      lab.linalg,
    )
    expect(zeros.objective?.parameters[0]).toBe(0)
    expect(inputs.objective?.parameters[0]).not.toBe(0)
    const fine = inDoublePrecision(inputs, lab.linalg)
    expect(fine.weights?.w1?.values).toEqual(Float64Array.from(inputs.weights?.w1?.values ?? []))
  })
})
