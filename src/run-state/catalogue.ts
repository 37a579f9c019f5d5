import {
  BOUNDS,
  currentName,
  type ClaimOfRun,
  type DetectorCard,
  type ParameterCard,
  type OutputCard,
  type ProbeCard,
  type Report,
  type SeriesDeclaration,
} from '#src/vocabulary/index.ts'
import { added, without } from './immutable-map.ts'

/** Why a file of a probe cannot be used, since which step. */
export type Rejection = Pick<Extract<Report, { type: 'rejected' }>, 'line' | 'why' | 'step'>

/** What a run offers and what it has declared: cards, settings, series. */
export interface Catalogue {
  readonly cards: readonly ProbeCard[]
  /** What marks events in it: of an older run as it said, else those of the cards that give an event. */
  readonly detectors: readonly DetectorCard[]
  /** The settings that can be changed while it runs. */
  readonly settable: readonly ParameterCard[]
  /** What its experiment claims of it. */
  readonly claims: readonly ClaimOfRun[]
  /** Series, by name, in the order in which they came. */
  readonly declared: ReadonlyMap<string, SeriesDeclaration>
  /** User-defined probes, by id: the file that each came from. */
  readonly files: ReadonlyMap<string, string>
  /** Files of probes that cannot be used as they are. */
  readonly rejected: ReadonlyMap<string, Rejection>
}

export const NO_CATALOGUE: Catalogue = {
  cards: [],
  detectors: [],
  settable: [],
  claims: [],
  declared: new Map(),
  files: new Map(),
  rejected: new Map(),
}

/** The cards of probes that came into the run's catalogue while it went on. */
export function offeredIn({ cards, files }: Catalogue): ProbeCard[] {
  return cards.filter(({ id }) => files.has(id))
}

/** The series that a Report declares, in words of today. */
export function declarationOf({ series }: Extract<Report, { type: 'declared' }>): SeriesDeclaration {
  return { ...series, group: currentName(series.group) }
}

export function catalogueAfter<S extends Catalogue>(state: S, report: Report): S {
  switch (report.type) {
    case 'started': {
      const { probes, detectors, settable = [], claims = [] } = report
      const cards = probes.map((card) => ({ ...card, group: currentName(card.group) }))
      return { ...state, cards, detectors: [...detectors, ...detectorsAmong(cards)], settable, claims }
    }
    case 'declared': {
      const { name } = report.series
      if (state.declared.has(name)) return state
      return { ...state, declared: added(state.declared, name, declarationOf(report)) }
    }
    case 'described':
      return report.settable === undefined ? state : { ...state, settable: report.settable }
    case 'offered': {
      const { probe, file } = report
      const others = state.cards.filter(({ id }) => id !== probe.id)
      // Whoever offers without end: what is listed stays a list.
      if (others.length >= BOUNDS.cards) return state
      const cards = [...others, probe]
      if (file === '') return { ...state, cards }
      return {
        ...state,
        cards,
        files: added(state.files, probe.id, file),
        rejected: without(state.rejected, file),
      }
    }
    case 'rejected': {
      const { file, line, why, step } = report
      return { ...state, rejected: added(state.rejected, file, { line, why, step }) }
    }
    default:
      return state
  }
}

/** Those of the cards that give an event, with the series that they watch where nothing else is said. */
function detectorsAmong(cards: readonly ProbeCard[]): DetectorCard[] {
  return cards
    .filter(({ output }) => (output as OutputCard | undefined)?.kind === 'event')
    .map(({ id, name, about, reference, options }) => {
      const watches = options.flatMap((option) => (option.type === 'series' ? [option.default] : []))
      return { id, name, about, reference, watches }
    })
}
