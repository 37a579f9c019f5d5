import { every } from '#src/vocabulary/index.ts'
import { squaredError } from '#trainer/losses/index.ts'
import { committee } from '#trainer/models/index.ts'
import { sgd } from '#trainer/optimizers/index.ts'
import { committeeTeacher } from '#trainer/data/index.ts'
import { lastOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const RUNS = 'Independent runs of 3 seeds'
/** Half the variance of what a teacher of two units answers: the loss of whoever answers 0. */
const NOTHING_LEARNED = 1 / 3

/**
 * A committee learns what another committee answers. From enough examples it becomes its teacher, unit by unit; from the
 * same examples with the answers shuffled it learns them by heart as far as it can, and has nothing of the teacher.
 */
export const teacherStudent = defineExperiment({
  id: 'teacher-student',
  name: 'Teacher and student',
  about:
    'A committee of a few units learns the answers of another: it stays on a plateau, specializes, and becomes its teacher; shuffled answers it can only memorize',
  reference: 'Saad & Solla 1995, Phys. Rev. E 52, 4225',
  parameters: {
    inputs: p.whole(50, 1, 4096, 'Inputs N'),
    teacherUnits: p.whole(2, 1, 64, 'Hidden units of the teacher, M'),
    units: p.whole(2, 1, 256, 'Hidden units of the student, K'),
    ratio: p.number(8, 0.01, 1000, 'Training examples for each weight of the student, P/(K N)'),
    testExamples: p.whole(2000, 1, 100_000, 'Test examples, always with the answers of the teacher'),
    answers: {
      type: 'choice',
      default: 'teacher',
      choices: ['teacher', 'shuffled'],
      about: 'Training answers: those of the teacher, or the same ones in random order',
    },
    initialScale: p.number(0.1, 0, 100, 'Standard deviation of the initial weights; those of the teacher have 1'),
    rate: p.settable(p.number(0.5, 0, 1000, 'Learning rate, in units of the number of inputs')),
    batching: {
      type: 'choice',
      default: 'full',
      choices: ['full', 'epochs', 'online'],
      about: 'What an update sees: the training split, batches of it, or new examples of the teacher each time',
    },
    batchSize: p.settable(p.whole(10, 1, 1_000_000, 'Examples of an update where it does not see the training split')),
  },
  seed: 0,
  steps: 2000,
  probes: [
    { probe: 'train-loss', cadence: every(5) },
    { probe: 'test-loss', cadence: every(5) },
    { probe: 'committee-generalization-error', cadence: every(5) },
    { probe: 'teacher-coverage', cadence: every(5) },
    { probe: 'teacher-collapse', cadence: every(5) },
    { probe: 'specialization', cadence: every(20) },
    { probe: 'teacher-student-overlaps', cadence: every(50) },
    'weight-norm',
    'gradient-norm',
    'elapsed',
  ],
  opensWith: ['teacher-student-overlaps', 'committee-generalization-error'],
  claims: [
    {
      id: 'learns-the-teacher',
      about: 'From eight examples a weight the student answers as its teacher does',
      of: lastOf('test-loss'),
      from: null,
      to: 1e-3,
      source: `${RUNS}: below 1e-4`,
    },
    {
      id: 'becomes-the-teacher',
      about: 'Every unit of the teacher has a unit of the student that points its way',
      of: lastOf('teacher-coverage'),
      from: 0.98,
      to: null,
      source: `${RUNS}: 1.000`,
    },
    {
      id: 'wider-student-covers-the-teacher',
      about: 'A student with four units covers both of the teacher as well',
      of: lastOf('teacher-coverage'),
      from: 0.98,
      to: null,
      source: `${RUNS}: at least 0.998`,
      settings: { units: 4 },
    },
    {
      id: 'shuffled-answers-teach-nothing',
      about: 'From shuffled answers no unit of the teacher is found',
      of: lastOf('teacher-coverage'),
      from: 0,
      to: 0.3,
      source: `${RUNS}: at most 0.17`,
      settings: { answers: 'shuffled' },
    },
    {
      id: 'shuffled-answers-harm',
      about: 'The student of shuffled answers is worse than one that answers 0',
      of: lastOf('test-loss'),
      from: NOTHING_LEARNED,
      to: null,
      source: `${RUNS}: 0.40 to 0.56, where answering 0 gives 0.33`,
      settings: { answers: 'shuffled' },
    },
    {
      id: 'few-examples-are-memorized',
      about: 'From one example a weight the training answers are known and the others are not: they differ tenfold',
      of: { kind: 'ratio', of: lastOf('test-loss'), and: lastOf('train-loss') },
      from: 10,
      to: null,
      source: `${RUNS}: 1e-4 on the training split, 0.03 on the test split`,
      settings: { ratio: 1 },
    },
  ],
  family: {
    grid: ['answers=teacher,shuffled', 'ratio=0.5,1,2,3,5,8'],
    seeds: '3',
    picture: {
      kind: 'curves',
      x: { key: 'ratio', label: 'examples a weight α', scale: 'log' },
      by: { key: 'answers', label: 'answers' },
      of: lastOf('teacher-coverage'),
      label: 'coverage of the teacher',
    },
  },
  recipe({ inputs, teacherUnits, units, ratio, testExamples, answers, initialScale, rate, batching, batchSize }, seed) {
    const examples = Math.max(1, Math.round(ratio * inputs * units))
    return {
      task: committeeTeacher({ inputs, units: teacherUnits, examples, testExamples, answers }, seed),
      model: committee({ inputs, units, initialScale }),
      loss: squaredError('half-batch-mean'),
      optimizer: sgd({ rate: rate * inputs }),
      batching: batching === 'full' ? { kind: batching } : { kind: batching, size: batchSize },
    }
  },
})
