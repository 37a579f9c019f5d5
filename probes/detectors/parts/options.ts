import type { OptionCard } from '#src/vocabulary/index.ts'

export function seriesOption(series: string, about = 'Which series', key = 'of'): OptionCard {
  return { key, about, type: 'series', default: series }
}

export function numberOption(
  key: string,
  about: string,
  usual: number,
  min: number,
  max: number,
  type: 'number' | 'integer' = 'number',
): OptionCard {
  return { key, about, type, default: usual, min, max }
}

export function choiceOption(key: string, about: string, choices: readonly [string, ...string[]]): OptionCard {
  return { key, about, type: 'choice', default: choices[0], choices }
}

/** The scale on which changes are judged, and what is known of the noise of a share. */
export const SCALE_OPTIONS: readonly OptionCard[] = [
  choiceOption('transform', 'Scale on which the series is judged', ['none', 'log', 'logit']),
  numberOption(
    'examples',
    'Number of examples that an accuracy is a share of: its noise is at least that of counting them; 0 where it is not such a share',
    ...([0, 0, 1e9, 'integer'] as const),
  ),
]

/** So that a series that never rests does not fill the list of what happened. */
export const MOST_OPTION = numberOption('most', 'After so many transitions no more are said', 20, 1, 1000, 'integer')
