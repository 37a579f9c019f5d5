import type { LeadRun, Leads } from './effects.ts'
import { listed } from './unknown-name.ts'

/** What a table of leads says below it: what its numbers are, which order holds, and how sure so few runs can make one. */
export function leadTexts({ event, leads, order, share }: Leads): string[] {
  const runs = new Set(leads.flatMap((lead) => lead.runs.map(({ run }) => run))).size
  const tests = leads.filter(({ p }) => p !== null).length
  const texts = [ONSET_TEXT, ...withoutOnset(leads)]
  if (runs < 2) return texts
  texts.push(
    `p: exact two-sided sign test of whether a series moves before ‘${event}’ more often than after it; corrected: by Holm’s method (1979) for ${tests} series, whatever their dependence. Of ${runs} runs no p is below ${Number((2 ** (1 - runs)).toPrecision(3))}`,
  )
  const { names, runs: held } = order.chain
  const percent = Math.round(100 * share)
  texts.push(
    names.length < 2
      ? `No order of two of them holds in ${percent} % of the runs`
      : `In ${held} of ${runs} runs, at least ${percent} %, all of this order holds: ${names.join(' → ')}`,
  )
  return texts
}

/** What is missing from the table, and why: else who reads it takes a series that moves from the very first for one that does not. */
function withoutOnset(leads: Leads['leads']): string[] {
  if (leads.every(({ still }) => still === 0)) return []
  const nowhere = leads.filter(({ n }) => n === 0).map(({ series }) => series)
  const which = nowhere.length === 0 ? '' : ` In none of these runs one is found of ${listed(nowhere)}`
  return [
    `No onset is found of a series that goes on as it began, nor of one that moves within its first eight measurements.${which}`,
  ]
}

/** Whether a series moves before its run's event or after it for all that the two intervals leave open; null where they meet. */
export function sideOf({ event, eventInterval, moved, interval }: LeadRun): 'before' | 'after' | null {
  if (moved === null) return null
  const [of, by] = [interval ?? { low: moved, high: moved }, eventInterval ?? { low: event, high: event }]
  return of.high < by.low ? 'before' : of.low > by.high ? 'after' : null
}

/** The method of an onset, in a sentence each. */
const ONSET_TEXT =
  'Onset: where a line with a kink or a jump fits best around the first move, up or down, of an accuracy up (three measurements in a row beyond 3.5 robust deviations of all before); 90 % interval by the likelihood ratio with correlated noise (Feder 1975, Hansen 2000)'
