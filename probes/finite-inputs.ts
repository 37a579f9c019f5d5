import type { Need } from '#src/vocabulary/index.ts'
import type { Inputs, Predictions } from './inputs.ts'
import { allFinite, areLogits } from './maths/algebra/finite.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import type { Chain, Examples } from './maths/chain/chain.ts'
import { checkSteps } from './ordered-steps.ts'
import { seenThrough, type View } from './seen-through.ts'

/** Inputs that remember whether something that was read of them is not finite. */
export interface Watched<I> {
  readonly inputs: I
  /** What diverged, as a sentence; null where all that was read is finite. */
  readonly divergence: () => string | null
}

/**
 * Next to NaN nothing is largest, smallest or in order, and a tanh makes 1 of an infinity: of inputs that diverged a
 * computation can give a number that looks like any other. What is read as a whole is therefore looked through when a
 * probe reads it. What has a part for each layer or head (`weights`, `hidden`, …) is not, since a probe has an answer
 * for the others; nor are outcomes and series, curves in which a divergence is to be seen.
 */
export function watched<I extends Partial<Inputs>>(inputs: I, needs: readonly Need[]): Watched<I> {
  let found: string | null = null
  const views = viewsThat((what, isFinite) => {
    if (!isFinite) found ??= `${what} NaN or an infinity`
  })
  const properties = needs.flatMap((need) => {
    const view = views[need] as View<unknown> | undefined
    return view === undefined ? [] : [[need, { get: () => view(inputs[need]), enumerable: true }] as const]
  })
  return { inputs: Object.create(inputs, Object.fromEntries(properties)) as I, divergence: () => found }
}

type Note = (what: string, isFinite: boolean) => void

function viewsThat(note: Note): { readonly [N in Need]?: View<Inputs[N]> } {
  const list =
    <L extends Float64Array | Float32Array | null>(what: string): View<L> =>
    (numbers) => {
      if (numbers !== null) note(`${what} hold`, allFinite(numbers))
      return numbers
    }
  const matrix =
    <M extends Matrix | null>(what: string): View<M> =>
    (read) => {
      if (read !== null) list(what)(read.data)
      return read
    }
  const logits =
    <M extends Matrix | null>(what: string): View<M> =>
    (read) => {
      if (read !== null) note(`${what} hold`, areLogits(read.data))
      return read
    }
  const setting =
    <V extends number | undefined>(name: string): View<V> =>
    (value) => {
      if (value !== undefined) note(`The setting '${name}' is`, Number.isFinite(value))
      return value
    }

  const examples = (of: string) => (read: Examples) =>
    seenThrough(read, { inputs: matrix(`The inputs of the ${of}`), targets: matrix(`The targets of the ${of}`) })
  const chain = (read: Chain) => {
    for (const { name, weight, bias } of read.layers) {
      matrix(`The weights of '${name}'`)(weight)
      if (bias !== null) list(`The biases '${bias.name}'`)(bias.values)
    }
    return seenThrough(read, {
      probe: examples('probe batch'),
      train: examples('training split'),
      test: (test) => test && examples('test split')(test),
    })
  }
  const answers = (of: string) => (read: Predictions) =>
    seenThrough(read, { logits: logits(`The logits of the ${of}`), temperature: setting('temperature') })
  const predictions = (read: Inputs['predictions']) =>
    seenThrough(read, { train: answers('training split'), test: answers('test split') })

  return {
    chain,
    initialChain: chain,
    predictions,
    other: (other) =>
      seenThrough(other, {
        predictions: (read) => read && predictions(read),
        chain: (read) => read && chain(read),
        weights: (read) => {
          for (const [name, { values }] of Object.entries(read))
            list(`The values of '${name}' of ${other.name}`)(values)
          return read
        },
      }),
    objective: (objective) => {
      list('The parameters')(objective.parameters)
      return objective
    },
    optimizer: (optimizer) =>
      seenThrough(optimizer, {
        rate: setting('rate'),
        momentum: setting('momentum'),
        l2: setting('l2'),
        preconditioner: list('The moments of the optimizer'),
      }),
    table: (table) => seenThrough(table, { logits: logits('The logits') }),
    head: (head) =>
      seenThrough(head, {
        weight: matrix('The weights of the head'),
        logits: logits('The logits of the probe batch'),
      }),
    teacher: (teacher) =>
      seenThrough(teacher, {
        student: matrix('The weights of the student'),
        teacher: matrix('The weights of the teacher'),
      }),
    memories: (memories) =>
      seenThrough(memories, { patterns: matrix('The patterns'), state: list('The entries of the state') }),
    samples: (samples) =>
      seenThrough(samples, {
        generated: matrix('The generated samples'),
        training: matrix('The training samples'),
        heldOut: matrix('The held-out samples'),
      }),
    series: (series) => {
      for (const history of Object.values(series)) checkSteps(history)
      return series
    },
    twin: (twin) =>
      seenThrough(twin, {
        start: matrix('The parameters at the start'),
        now: matrix('The parameters'),
        perturbed: matrix('The parameters of the perturbed twin'),
        field: matrix('The entries of the field'),
        strength: setting('strength'),
        temperature: setting('temperature'),
      }),
    draws: matrix('The draws'),
    recurrence: (recurrence) =>
      seenThrough(recurrence, {
        weight: matrix('The recurrent weights'),
        initial: list('The entries of the initial state'),
      }),
    sequences: (sequences) =>
      seenThrough(sequences, {
        losses: matrix('The losses along the sequences'),
        correct: matrix('The marks of right predictions'),
        floor: list('The losses of the best predictor'),
      }),
  }
}
