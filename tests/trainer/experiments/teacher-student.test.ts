import { describe, expect, it } from 'vitest'
import type { ValueExamples } from '#trainer/data/index.ts'
import { teacherStudent } from '#trainer/experiments/teacher-student.ts'
import { brokenOf } from './verified.ts'

describe('teacher-student', () => {
  it('is not, where test answers are drawn without the teacher', async () => {
    const planted: typeof teacherStudent = {
      ...teacherStudent,
      recipe(settings, seed) {
        const recipe = teacherStudent.recipe(settings, seed)
        const { inputs, targets } = recipe.task.test as ValueExamples
        const test = { inputs, targets: { ...targets, data: targets.data.toReversed() } }
        return { ...recipe, task: { ...recipe.task, test } }
      },
    }
    expect(await brokenOf(planted, { seeds: [1], only: ['learns-the-teacher'] })).toHaveLength(1)
  })
})
