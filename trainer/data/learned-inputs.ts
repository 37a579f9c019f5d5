import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { lazily } from '#trainer/tensors/index.ts'
import { alongDirections, principalDirections } from './principal-directions.ts'
import type { PointExamples, Task } from './task.ts'
import { pointsWhenRead } from './when-read.ts'

/** A task whose inputs are coordinates along what was learned from unlabeled points: its labels had no part in it. */
export function onPrincipalDirections(
  task: Task<PointExamples>,
  unlabeled: () => Matrix,
  count: number,
): Task<PointExamples> {
  const directions = lazily(() => principalDirections(unlabeled(), count))
  const seenAlong = (split: PointExamples) =>
    pointsWhenRead(() => {
      const { targets, labels, trueLabels } = split
      return { inputs: alongDirections(split.inputs, directions()), targets, labels, trueLabels }
    })
  return { ...task, train: seenAlong(task.train), test: task.test === null ? null : seenAlong(task.test) }
}
