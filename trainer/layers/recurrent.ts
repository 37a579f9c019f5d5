import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import { activations, type ActivationName } from './activation.ts'
import { asRows, byExample, examplesIn, matrix, type NetworkLayer } from './layer.ts'
import type { InitialDraw } from './weights.ts'

export interface Recurrent {
  /** Its matrices are `<name>.in` and `<name>.state`; its states are shown under the name itself. */
  readonly name: string
  readonly from: number
  readonly to: number
  readonly activation: ActivationName
  readonly begins: { readonly in: InitialDraw; readonly state: InitialDraw }
}

/** A state that is carried from position to position, h_t = φ(x_t U + h_{t−1} W), and given at each. It begins at 0. */
export function recurrent({ name, from, to, activation, begins }: Recurrent): NetworkLayer {
  const [input, state] = [`${name}.in`, `${name}.state`]
  const { of, back, factor } = activations[activation]
  return {
    from,
    to,
    weights: [
      { name: input, shape: [from, to], begins: begins.in },
      { name: state, shape: [to, to], begins: begins.state },
    ],
    through(tf, weights, x) {
      const [examples, positions] = [examplesIn(x), x.positions]
      const carry = matrix(weights, state)
      const at = (all: Tensor, t: number, width: number) =>
        tf.reshape(tf.slice(all, [0, t, 0], [examples, 1, width]), [examples, width]) as Tensor2D
      const together = (each: readonly Tensor2D[]) =>
        asRows(tf, tf.concat(each.map((one): Tensor => tf.reshape(one, [examples, 1, to])), 1)) // prettier-ignore
      const driven = byExample(tf, { rows: tf.matMul(x.rows, matrix(weights, input)), positions })
      const sums: Tensor2D[] = []
      const states: Tensor2D[] = []
      for (let t = 0; t < positions; t++) {
        const before = states.at(-1)
        const drive = at(driven, t, to)
        const sum: Tensor2D = before === undefined ? drive : tf.add(drive, tf.matMul(before, carry))
        sums.push(sum)
        states.push(of(tf, sum))
      }
      const y = { rows: together(states), positions }
      return {
        y,
        hidden: { [name]: y },
        back(slope) {
          const arriving = byExample(tf, { rows: slope, positions })
          const toSums: Tensor2D[] = []
          let later: Tensor2D | null = null
          for (let t = positions - 1; t >= 0; t--) {
            const here: Tensor2D = at(arriving, t, to)
            const all: Tensor2D = later === null ? here : tf.add(here, tf.matMul(later, carry, false, true))
            const bent = back(tf, sums[t] as Tensor2D, all)
            later = factor === 1 ? bent : tf.mul(bent, factor)
            toSums.unshift(later as Tensor2D)
          }
          const toDriven = together(toSums)
          const carried = states.slice(0, -1).map((one, t) => tf.matMul(one, toSums[t + 1] as Tensor2D, true, false))
          return {
            x: () => tf.matMul(toDriven, matrix(weights, input), false, true),
            weights: {
              [input]: tf.matMul(x.rows, toDriven, true, false),
              [state]: carried.length === 0 ? tf.zeros([to, to]) : tf.addN(carried),
            },
          }
        },
      }
    },
  }
}
