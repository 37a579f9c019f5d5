import { describe, expect, it } from 'vitest'
import { erf } from '#probes/maths/statistics/erf.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { committeeTeacher } from '#trainer/data/index.ts'
import { squaredError } from '#trainer/losses/index.ts'
import { committee } from '#trainer/models/index.ts'
import { sgd } from '#trainer/optimizers/index.ts'
import { openGradientDescent } from '#trainer/systems/gradient-descent/gradient-descent.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'

const [inputs, units] = [7, 3]
const task = committeeTeacher({ inputs, units: 2, examples: 40, testExamples: 20, answers: 'teacher' }, 1)
const recipe = {
  task,
  model: committee({ inputs, units, initialScale: 0.8 }),
  loss: squaredError('half-batch-mean'),
  optimizer: sgd({ rate: 0.1 }),
}
const { tf } = workbenchOf(await backend())
const system = openGradientDescent(() => recipe, {}, 2, { tf })

/** Half the squared error an example in float64, by the definition. */
function lossAt(w: ArrayLike<number>): number {
  const { inputs: points, targets } = task.train
  let sum = 0
  for (let row = 0; row < 40; row++) {
    let answer = 0
    for (let k = 0; k < units; k++) {
      let field = 0
      for (let i = 0; i < inputs; i++) field += w[i * units + k]! * points.data[row * inputs + i]!
      answer += erf(field / Math.sqrt(2 * inputs))
    }
    sum += (answer - targets.data[row]!) ** 2
  }
  return sum / 80
}

describe('a committee', () => {
  const w = Float64Array.from(system.inputs.weights.w!.values)
  const moved = (j: number, by: number) => w.map((value, i) => (i === j ? value + by : value))

  it('has the loss, the gradient and the curvature of its definition', () => {
    const { train, gradients, objective } = system.inputs
    expect(Math.abs(train.loss / lossAt(w) - 1)).toBeLessThan(1e-6)
    const slopes = gradients.w!.values
    const differences = [...w.keys()].map((j) => (lossAt(moved(j, 1e-5)) - lossAt(moved(j, -1e-5))) / 2e-5)
    differences.forEach((slope, j) => expect(Math.abs(slopes[j]! - slope)).toBeLessThan(1e-6))
    const stream = openStream(3, 'direction')
    const direction = w.map(() => stream.normal())
    const product = objective.hessianProduct(direction)
    const along = (by: number) => w.map((value, i) => value + by * direction[i]!)
    // ∂/∂j of the slope along the direction.
    const slopeAlong = (j: number, by: number) => {
      const at = along(by)
      const there = (step: number) => lossAt(at.map((value, i) => (i === j ? value + step : value)))
      return (there(1e-4) - there(-1e-4)) / 2e-4
    }
    product.forEach((value, j) => {
      const wanted = (slopeAlong(j, 1e-4) - slopeAlong(j, -1e-4)) / 2e-4
      expect(Math.abs(value - wanted)).toBeLessThan(2e-5)
    })
  })

  it('shows its units beside those of its teacher, one row each, and has no accuracy', () => {
    const { teacher, train, head } = system.inputs
    expect([teacher.student.rows, teacher.student.cols]).toEqual([units, inputs])
    expect(teacher.student.data[1 * inputs + 4]).toBe(system.inputs.weights.w!.values[4 * units + 1])
    expect(teacher.teacher).toEqual(task.teacher!())
    expect(train.accuracy).toBeNaN()
    expect(head.weight).toBeNull()
    expect(() => system.inputs.labels).toThrow(/has no classes/)
    expect(() => system.inputs.predictions).toThrow(/has no classes/)
  })
})
