import type { PhaseMapData } from '#src/vocabulary/index.ts'
import type { PhaseMap } from '#trainer/experiments/index.ts'
import { membersOf, nearestLabels, refinedCells, type Sweep } from '#trainer/sweeps/index.ts'
import { inCells, mostOf } from '../sweeps/asked-so-far.ts'
import type { MemberReadings } from './member-readings.ts'
import { valuesOf } from './places.ts'

/**
 * What the runs of a family are called over two of its settings; over seeds what most are. Between the runs of a sweep that refines, a place
 * that is not made is called as the nearest that is, once those with which it begins are all there.
 */
export function phaseMapOf(sweep: Sweep, picture: PhaseMap, readings: MemberReadings): PhaseMapData {
  const { x, y, label, criterion } = picture
  const places = inCells(sweep, membersOf(sweep))
  const own = places.map((here) => mostOf(here.flatMap(({ id }) => readings.get(id) ?? []).map((one) => one.y)))
  const shape = sweep.axes.map(({ values }) => values.length)
  const coarse = sweep.refine === null ? [] : refinedCells(shape, sweep.refine, () => undefined).cells
  const isFilled = coarse.length > 0 && coarse.every((cell) => own[cell] !== null)
  const labels = isFilled ? nearestLabels(shape, (cell) => own[cell]) : own
  const [xs, ys] = [valuesOf(sweep, x.key).map(Number), valuesOf(sweep, y.key).map(Number)]
  // The last of the two axes changes first from cell to cell.
  const isAcross = sweep.axes[1]!.key === x.key
  const cells = ys.flatMap((_, row) => xs.map((__, i) => (isAcross ? row * xs.length + i : i * ys.length + row)))
  const made = own.filter((one) => one !== null).length
  return {
    ...{ kind: 'phase-map', x, y, label, xs, ys },
    labels: sweep.labels.map(({ name }) => name),
    cells: cells.map((cell) => labels[cell] ?? null),
    made: cells.map((cell) => own[cell] !== null),
    note: noteOf(sweep, { made, of: own.length, criterion, label }),
  }
}

interface Noted {
  readonly made: number
  readonly of: number
  readonly criterion: string
  readonly label: string
}

function noteOf({ experiment, steps, seeds, refine }: Sweep, { made, of, criterion, label }: Noted): string {
  const seedsText = seeds.length === 1 ? `seed ${seeds[0]}` : `what most of ${seeds.length} seeds came to`
  const rest =
    refine === null || made === of
      ? ''
      : ` ${made} of ${of} settings were trained (dots): every ${ordinal(refine)} of each axis, then those beside another label; the others are paler, and called as the nearest that was.` // prettier-ignore
  return `${label} of ${experiment}, ${steps} steps, ${seedsText}. ${criterion}.${rest}`
}

function ordinal(number: number): string {
  return number === 2 ? 'second' : number === 3 ? 'third' : `${number}th`
}
