import { BOUNDS, type Mark, type SeriesDeclaration } from '#src/vocabulary/index.ts'

/** What people ask about first: that a network generalizes. */
const FIRST = ['Generalization', 'Grokked', 'test-accuracy']
const MOST = 48

/** Against what the onsets of a run can be held: its marks by their labels, and the onset of an accuracy. */
export function leadEvents(marks: readonly Mark[], series: readonly SeriesDeclaration[]): readonly string[] {
  const accuracies = series
    .filter(({ group, kind }) => group === 'accuracy' && kind === 'scalar')
    .map(({ name }) => name)
  const all = [...new Set([...marks.map(({ label }) => label), ...accuracies])]
  const placeOf = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)
  return all.toSorted((one, other) => placeOf(one) - placeOf(other)).slice(0, MOST)
}

/** What can move with the network: the clock and the machine move with the trainer. */
export function leadSeries(series: readonly SeriesDeclaration[]): readonly string[] {
  return series
    .filter(({ kind, group }) => kind === 'scalar' && group !== 'time')
    .map(({ name }) => name)
    .slice(0, BOUNDS.seriesLeading)
}
