import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { committeeTeacher } from '#trainer/data/committee-teacher.ts'
import { probeExamples } from '#trainer/data/probe-examples.ts'
import { joined, rowsOf, sizeOf, type ValueExamples } from '#trainer/data/task.ts'

const settings = { inputs: 6, units: 3, examples: 900, testExamples: 40, answers: 'teacher' } as const
const task = committeeTeacher(settings, 3)

describe('committeeTeacher', () => {
  it('answers the sum over its units of erf(w · x/√(2N))', () => {
    const { rows, cols, data } = task.teacher!()
    expect([rows, cols]).toEqual([3, 6])
    const { inputs, targets } = task.train
    for (const row of [0, 17, 899]) {
      const fields = [0, 1, 2].map((m) =>
        [0, 1, 2, 3, 4, 5].reduce((sum, i) => sum + data[6 * m + i]! * inputs.data[6 * row + i]!, 0),
      )
      // erf by its integral: 2/√π ∫₀ᶻ exp(−t²) dt, by the midpoint rule.
      const erf = (z: number) => {
        const parts = 20_000
        let sum = 0
        for (let i = 0; i < parts; i++) sum += Math.exp(-((((i + 0.5) * z) / parts) ** 2))
        return ((2 / Math.sqrt(Math.PI)) * sum * z) / parts
      }
      const wanted = fields.reduce((sum, field) => sum + erf(field / Math.sqrt(12)), 0)
      expect(Math.abs(targets.data[row]! - wanted)).toBeLessThan(1e-6)
    }
  })

  it('keeps its answers and loses whom they are to, where they are shuffled; those of the test split stay', () => {
    const shuffled = committeeTeacher({ ...settings, answers: 'shuffled' }, 3)
    expect(shuffled.train.inputs).toEqual(task.train.inputs)
    expect([...shuffled.train.targets.data].sort()).toEqual([...task.train.targets.data].sort())
    const same = shuffled.train.targets.data.filter((value, i) => value === task.train.targets.data[i]).length
    expect(same).toBeLessThan(10)
    expect(shuffled.test).toEqual(task.test)
    expect(shuffled.teacher!()).toEqual(task.teacher!())
  })

  it('has new examples of the same teacher without end', () => {
    const [one, other] = [1, 2].map((seed) => task.draw!(openStream(seed, 'x'), 5))
    expect(sizeOf(one!)).toBe(5)
    expect(one!.inputs.data).not.toEqual(other!.inputs.data)
  })
})

describe('splits without labels', () => {
  it('are taken apart and put together, each answer with its point', () => {
    const some = rowsOf(task.train, [4, 2]) as ValueExamples
    const both = joined(some, task.test!) as ValueExamples
    expect(sizeOf(both)).toBe(42)
    expect([both.targets.data[0], both.targets.data[1], both.targets.data[2]]).toEqual([
      task.train.targets.data[4],
      task.train.targets.data[2],
      task.test!.targets.data[0],
    ])
    expect(both.labels).toBeUndefined()
    expect(sizeOf(probeExamples(task, 1))).toBe(512)
  })
})
