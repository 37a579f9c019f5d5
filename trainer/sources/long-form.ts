import type { Row } from './row.ts'

/** A row of a table in long form, as `phasescope export` writes it: one number a row. */
export interface LongRow {
  readonly run: string | null
  readonly series: string
  readonly step: number
  /** The place within a frame; null where the number is a scalar. */
  readonly index: number | null
  readonly value: number
}

/**
 * Rows of one number each as points: those of a frame are gathered until the next one begins. A frame of an export is taken as a
 * list of numbers: that table does not say what else it is.
 */
export interface LongForm {
  add(row: LongRow): Generator<Row>
  /** What is gathered, if nothing more belongs to it. */
  rest(): Generator<Row>
}

/** Numbers of one frame. */
const MOST = 1 << 20

export function openLongForm(): LongForm {
  let run: string | null = null
  let gathered: Gathered | null = null

  function* rest(): Generator<Row> {
    if (gathered === null) return
    const { series, step, numbers } = gathered
    gathered = null
    yield { type: 'frame', series, kind: 'spectrum', step, frame: Float64Array.from(numbers), time: null }
  }

  return {
    *add({ run: of, series, step, index, value }) {
      if (of !== run) {
        yield* rest()
        if (of !== null) yield { type: 'turn', run: of }
        run = of
      }
      if (index !== null && isNext(gathered, series, step, index)) {
        gathered.numbers.push(value)
        return
      }
      yield* rest()
      if (index === null) yield { type: 'scalar', series, step, value, time: null }
      else gathered = { series, step, numbers: [value] }
    },
    rest,
  }
}

type Gathered = { readonly series: string; readonly step: number; readonly numbers: number[] }

function isNext(gathered: Gathered | null, series: string, step: number, index: number): gathered is Gathered {
  if (gathered === null || gathered.series !== series || gathered.step !== step) return false
  return index === gathered.numbers.length && index < MOST
}

/** Whether a table with these columns is one. */
export function isLongForm(names: readonly string[]): boolean {
  return ['series', 'step', 'value'].every((name) => names.includes(name))
}
