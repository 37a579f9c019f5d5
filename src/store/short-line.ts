import { BOUNDS, charactersOf, type ParameterValues, type RunsPage, type RunSummary } from '#src/vocabulary/index.ts'

/** Characters of a word in a line that is too long. */
const WORD = 256

/** A line of a list, in which settings and summary are no longer than a line: whoever opens the run sees all of them. */
export function shortLine(line: RunSummary): RunSummary {
  const { parameters, summary } = line.run
  const [settings, words] = [shortened(parameters), summary && shortened(summary)]
  if (settings === parameters && words === summary) return line
  return { ...line, run: { ...line.run, parameters: settings, ...(words !== undefined && { summary: words }) } }
}

export function withShortLines(page: RunsPage): RunsPage {
  return { ...page, runs: page.runs.map(shortLine) }
}

function shortened(values: ParameterValues): ParameterValues {
  if (charactersOf(values) <= BOUNDS.lineCharacters) return values
  let left: number = BOUNDS.lineCharacters
  const kept: [string, ParameterValues[string]][] = []
  for (const [key, value] of Object.entries(values)) {
    const word = typeof value === 'string' && value.length > WORD ? `${value.slice(0, WORD).toWellFormed()}…` : value
    left -= key.length + String(word).length
    if (left < 0) break
    kept.push([key, word])
  }
  return Object.fromEntries(kept)
}
