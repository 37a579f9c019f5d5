import type { AggregateGroup, RunValue } from '#src/vocabulary/index.ts'
import type { ComparedSeries, ComparisonSettings } from '../comparison.ts'

/** A comparison as it stands in an HTML file: what draws it, and its numbers as they are. */
export interface ComparisonData {
  readonly title: string
  readonly settings: ComparisonSettings
  readonly series: readonly ComparedSeries[]
}

/** As JSON: columns are the bytes of their numbers, which JSON has no word for where they are not finite. */
export function jsonFromComparison({ title, settings, series }: ComparisonData): string {
  const packed = series.map(({ aggregate, ...rest }) => ({ ...rest, groups: aggregate.groups.map(packedGroup) }))
  return JSON.stringify({ title, settings, series: packed })
}

export function comparisonFromJson(text: string): ComparisonData {
  const { title, settings, series } = JSON.parse(text) as Packed
  const unpacked = series.map(({ groups, ...rest }) => ({ ...rest, aggregate: { groups: groups.map(unpackedGroup) } }))
  return { title, settings, series: unpacked }
}

interface Packed extends Pick<ComparisonData, 'title' | 'settings'> {
  readonly series: readonly (Omit<ComparedSeries, 'aggregate'> & { readonly groups: readonly PackedGroup[] })[]
}

type PackedGroup = ReturnType<typeof packedGroup>

function packedGroup({ key, x, center, low, high, n, members, ...rest }: AggregateGroup) {
  return {
    ...rest,
    key: key.map(packedValue),
    x: textOf(x),
    center: textOf(center),
    low: textOf(low),
    high: textOf(high),
    n: textOf(Float64Array.from(n)),
    members: members === null ? null : textOf(members),
  }
}

function unpackedGroup({ key, x, center, low, high, n, members, ...rest }: PackedGroup): AggregateGroup {
  return {
    ...rest,
    key: key.map(unpackedValue),
    x: numbersOf(x),
    center: numbersOf(center),
    low: numbersOf(low),
    high: numbersOf(high),
    n: Uint32Array.from(numbersOf(n)),
    members: members === null ? null : numbersOf(members),
  }
}

/** A number that is not finite, told from a text that reads the same. */
function packedValue(value: RunValue): RunValue | { readonly number: string } {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value
}

function unpackedValue(value: ReturnType<typeof packedValue>): RunValue {
  return typeof value === 'object' && value !== null ? Number(value.number) : value
}

function textOf(values: Float64Array): string {
  const view = new DataView(new ArrayBuffer(values.length * 8))
  values.forEach((value, i) => view.setFloat64(8 * i, value, true))
  const bytes = new Uint8Array(view.buffer)
  let letters = ''
  // A call takes so many arguments.
  for (let i = 0; i < bytes.length; i += 8192) letters += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(letters)
}

function numbersOf(text: string): Float64Array {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true))
}
