import {
  badValue,
  splitExpressions,
  type AggregateQuestion,
  type Alignment,
  type EffectQuestion,
  type LeadQuestion,
  type Minus,
  type RunsQuestion,
  type RunValue,
} from '#src/vocabulary/index.ts'
import { aggregateQuestion, effectQuestion, leadQuestion } from './aggregate.ts'
import { parsed } from './parsed.ts'

/** Questions about groups of runs as an address or a command line says them: texts by their names, most of which may be left out. */
export type Texts = Readonly<Record<string, string | undefined>>

/** What each question is made of, beside which runs it is about. */
export const AGGREGATE_TEXTS = ['series', 'by', 'align', 'center', 'band', 'seed', 'from', 'to', 'points', 'spacing', 'members', 'minus'] as const // prettier-ignore
export const EFFECT_TEXTS = ['of', 'by', 'center', 'band', 'seed'] as const
export const LEAD_TEXTS = ['event', 'series', 'share'] as const

export function aggregateFromTexts(texts: Texts, among: RunsQuestion): AggregateQuestion {
  const { series, from, to, points = '300', spacing = 'linear', members = 'false', minus } = texts
  return parsed(
    aggregateQuestion,
    {
      ...{ among, series, ...groupingFrom(texts), align: alignmentFromText(texts.align ?? 'step') },
      ...{ from: numberOrNull(from), to: numberOrNull(to), points: numberFrom(points), spacing },
      members: members === 'true' ? true : members === 'false' ? false : members,
      ...(minus === undefined ? {} : { minus: minusFromText(minus) }),
    },
    'question',
  )
}

export function effectFromTexts(texts: Texts, among: RunsQuestion): EffectQuestion {
  return parsed(effectQuestion, { among, of: texts.of, ...groupingFrom(texts) }, 'question')
}

/** Several series are separated by commas. */
export function leadFromTexts({ event, series, share }: Texts, among: RunsQuestion): LeadQuestion {
  const names = series?.split(',').map((name) => name.trim())
  return parsed(
    leadQuestion,
    { among, event, series: names, ...(share !== undefined && { share: numberFrom(share) }) },
    'question',
  )
}

function groupingFrom({ by = '', center = 'median', band = 'quartiles', seed = '0' }: Texts) {
  return { by: by.trim() === '' ? [] : splitExpressions(by), center, band, seed: numberFrom(seed) }
}

/** `step`, `event:grokked` or `series:elapsed`. */
function alignmentFromText(text: string): Alignment {
  if (text === 'step') return { x: 'step' }
  const [, x, name] = /^(event|series):(.+)$/su.exec(text) ?? []
  if (name === undefined) throw badValue('align', "'step', 'event:<a mark>' or 'series:<a series>'", text)
  return x === 'event' ? { x, event: name } : { x: 'series', series: name }
}

/** A run, or `group:0.1,3`: the median of the group with these values, or `twins:0.1,3`: its runs of the same seeds. */
function minusFromText(text: string): Minus {
  const [, kind, values = ''] = /^(group|twins):(.*)$/su.exec(text) ?? []
  const key = values.split(',').map(valueFromText)
  return kind === 'group' ? { group: key } : kind === 'twins' ? { twins: key } : text
}

function valueFromText(text: string): RunValue {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
}

function numberFrom(text: string): unknown {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
}

function numberOrNull(text: string | undefined): unknown {
  return text === undefined ? null : numberFrom(text)
}
