import type * as tfjs from '@tensorflow/tfjs-core'
import type { Tf } from '#trainer/tensors/index.ts'
import { sechSquared } from '#trainer/layers/index.ts'
import type { PutAside } from './put-aside.ts'

type Tensor = tfjs.Tensor
type Axes = number | number[]

/** A tensor and its rate of change, of the same shape, as the weights move along a direction. */
export interface Moving {
  readonly of: Tensor
  readonly rate: Tensor
  readonly shape: number[]
}
/** What does not move is a plain tensor, or a number. */
type Value = Moving | Tensor | number

/** The value may be left to be computed when it is asked for: of a gradient, only the rate ever is. */
export function moving(of: Tensor | (() => Tensor), rate: Tensor): Moving {
  let value = typeof of === 'function' ? null : of
  return {
    rate,
    shape: rate.shape,
    get of() {
      return (value ??= (of as () => Tensor)())
    },
  }
}

export function isMoving(value: unknown): value is Moving {
  return typeof value === 'object' && value !== null && 'rate' in value
}

/**
 * TensorFlow.js for moving tensors: each op computes its value as ever and, beside it, how fast that value changes.
 * A gradient that is computed with it comes with its derivative along the direction, which is a Hessian product: exact,
 * and without a second formula for every model. What is not here, no model needs; it is missing, not wrong. Values do
 * not depend on the direction, and are put aside for the next.
 */
export function tfOfRates(tf: Tf, putAside: PutAside): Tf {
  const still = (x: Value) => (isMoving(x) ? x.of : x) as Tensor
  const rateIn = (x: Value, shape: number[]): Tensor | null => {
    if (!isMoving(x)) return null
    return sameShape(x.rate.shape, shape) ? x.rate : tf.broadcastTo(x.rate, shape as never)
  }
  const sum = (left: Tensor | null, right: Tensor | null) =>
    left === null ? right : right === null ? left : tf.add(left, right)
  const result = (of: Tensor, rate: Tensor | null): Value => (rate === null ? of : moving(of, rate))

  /** f(x) whose rate is f of the rate. */
  const linear =
    <A extends unknown[]>(f: (x: Tensor, ...rest: A) => Tensor) =>
    (x: Value, ...rest: A): Value => {
      const of = putAside(() => f(still(x), ...rest))
      return isMoving(x) ? moving(of, f(x.rate, ...rest)) : of()
    }
  /** f(x), entry by entry, of the slope that is given. */
  const curved =
    (f: (x: Tensor) => Tensor, slope: (x: Tensor, y: Tensor) => Tensor) =>
    (x: Value): Value => {
      const y = putAside(() => f(still(x)))
      const steepness = putAside(() => slope(still(x), y()))
      return isMoving(x) ? moving(y, tf.mul(x.rate, steepness())) : y()
    }
  /** f(x, y), linear in each. */
  const product =
    <A extends unknown[]>(f: (x: Tensor, y: Tensor, ...rest: A) => Tensor) =>
    (x: Value, y: Value, ...rest: A): Value => {
      const of = putAside(() => f(still(x), still(y), ...rest))
      const left = isMoving(x) ? f(x.rate, still(y), ...rest) : null
      const right = isMoving(y) ? f(still(x), y.rate, ...rest) : null
      const rate = sum(left, right)
      return rate === null ? of() : moving(of, rate)
    }
  const add = (x: Value, y: Value): Value => {
    const of = putAside(() => tf.add(still(x), still(y)))
    if (isMoving(x) && isMoving(y) && sameShape(x.shape, y.shape)) return moving(of, tf.add(x.rate, y.rate))
    return result(of(), sum(rateIn(x, of().shape), rateIn(y, of().shape)))
  }
  const neg = linear(tf.neg)

  const ops = {
    add,
    neg,
    sub: (x: Value, y: Value) => add(x, neg(y)),
    addN: (terms: readonly Value[]) => terms.reduce(add),
    mul: product(tf.mul),
    div(x: Value, y: Value): Value {
      const of = putAside(() => tf.div(still(x), still(y)))()
      const left = isMoving(x) ? tf.div(x.rate, still(y)) : null
      const right = isMoving(y) ? tf.neg(tf.div(tf.mul(of, y.rate), y.of)) : null
      return result(of, sum(left, right))
    },
    matMul: product((x, y, a?: boolean, b?: boolean) => tf.matMul(x, y, a, b)),
    /** The rate of the larger; of equal ones the first's. */
    maximum(x: Value, y: Value): Value {
      const of = putAside(() => tf.maximum(still(x), still(y)))()
      const first = putAside(() => tf.cast(tf.greaterEqual(still(x), still(y)), 'float32'))()
      const [left, right] = [rateIn(x, of.shape), rateIn(y, of.shape)]
      return result(of, sum(left && tf.mul(left, first), right && tf.mul(right, tf.sub(1, first))))
    },
    gather: linear((x, rows: tfjs.Tensor1D) => tf.gather(x, rows)),
    slice: linear((x, from: number[], size: number[]) => tf.slice(x, from, size)),
    transpose: linear((x, order?: number[]) => tf.transpose(x, order)),
    reshape: linear((x, shape: number[]) => tf.reshape(x, shape)),
    pad: linear((x, paddings: [number, number][]) => tf.pad(x, paddings)),
    sum: linear((x, axes?: Axes, keepsAxes?: boolean) => tf.sum(x, axes, keepsAxes)),
    unsortedSegmentSum: linear((x, rows: tfjs.Tensor1D, count: number) => tf.unsortedSegmentSum(x, rows, count)),
    concat(parts: readonly Value[], axis?: number): Value {
      const of = putAside(() => tf.concat(parts.map(still), axis))()
      if (!parts.some(isMoving)) return of
      const rates = parts.map((part) => rateIn(part, still(part).shape) ?? tf.zerosLike(still(part)))
      return moving(of, tf.concat(rates, axis))
    },
    relu: curved(tf.relu, (x) => tf.step(x)),
    step: (x: Value) => putAside(() => tf.step(still(x)))(),
    abs: curved(tf.abs, (x) => tf.sign(x)),
    square: curved(tf.square, (x) => tf.mul(x, 2)),
    exp: curved(tf.exp, (_x, y) => y),
    tanh: curved(tf.tanh, (x) => sechSquared(tf, x as tfjs.Tensor2D)),
    rsqrt: curved(tf.rsqrt, (x, y) => tf.mul(tf.div(y, x), -0.5)),
    sigmoid: curved(tf.sigmoid, (_x, y) => tf.mul(y, tf.sub(1, y))),
    sign: (x: Value) => putAside(() => tf.sign(still(x)))(),
    /** Over the last axis. */
    softmax(x: Value) {
      const y = putAside(() => tf.softmax(still(x)))
      if (!isMoving(x)) return y()
      const weighted = tf.mul(y(), x.rate)
      return moving(y, tf.sub(weighted, tf.mul(y(), tf.sum(weighted, -1, true))))
    },
    erf: curved(tf.erf, (x) => tf.mul(tf.exp(tf.neg(tf.square(x))), 2 / Math.sqrt(Math.PI))),
    tensor2d: tf.tensor2d,
    zeros: tf.zeros,
  }
  return ops as unknown as Tf
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis])
}
