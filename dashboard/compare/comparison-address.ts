import { BANDS, CENTERS, MODELS, type Band, type Center, type Model, type RunId } from '#src/vocabulary/index.ts'
import { wordField, type AddressField } from '#dashboard/text/address-fields.ts'
import { BY_STEP, clockFrom, clockText, type Clock } from './clock.ts'

/** How many runs are compared, as the page's address keeps it: a link shows what its sender saw. */
export interface ComparisonAddress {
  /** The runs that an expression finds; null where they are named one by one. */
  readonly where: string | null
  /** Whether runs are drawn one by one or in groups; null: as their number suggests. */
  readonly as: 'runs' | 'groups' | null
  /** The factor that colors groups, and that by which charts are split; null: as is found, '' for none. */
  readonly color: string | null
  readonly split: string | null
  /** All that runs are grouped by; null: all factors that are found. */
  readonly by: readonly string[] | null
  readonly center: Center
  readonly band: Band
  /** Whether the runs of a group are drawn as thin lines; null: as their number allows. */
  readonly lines: boolean | null
  readonly clock: Clock
  /** What is taken away from all runs: the median of a group, `twins:` and a group, `run:` and a run; null where they are drawn as they are. */
  readonly minus: string | null
  /** Groups that are shown alone, and those that are hidden. */
  readonly only: readonly string[]
  readonly hidden: readonly string[]
  /** The groups in the order of the legend, where that is not the one of their factor. */
  readonly legend: readonly string[] | null
  readonly effect: EffectAddress
  readonly map: MapAddress
  /** The runs whose frames stand side by side. */
  readonly pins: readonly RunId[]
  readonly portrait: PortraitAddress
  /** What the axes of the parallel coordinates are beside the factors: expressions about a run; null: as is found. */
  readonly axes: readonly string[] | null
}

/** What the map of runs and steps shows. */
export interface MapAddress {
  /** The series that colors; null: the first there is. */
  readonly series: string | null
  /** Whether colors are logarithmic; null: as the series declares. */
  readonly log: boolean | null
  /** By what rows are sorted: a factor, or `event:` and an event; null: as groups are. */
  readonly rows: string | null
}

/** Which two series are drawn against each other. */
export interface PortraitAddress {
  readonly x: string | null
  readonly y: string | null
  /** Which axes are logarithmic; null: as the series declares. */
  readonly logX: boolean | null
  readonly logY: boolean | null
}

/** What is drawn of effects. */
export interface EffectAddress {
  /** An expression about a run; null: as the marks of these runs suggest. */
  readonly of: string | null
  /** The factors that it is drawn over, one or two; null: the one that colors. */
  readonly over: readonly string[] | null
  /** Which axes are logarithmic; null: as the values suggest. */
  readonly logX: boolean | null
  readonly logY: boolean
  readonly fit: Model | null
  /** Whether what a fit leaves is drawn. */
  readonly residuals: boolean
}

/** What an address can say of a comparison. */
export const COMPARISON_FIELDS: readonly AddressField[] = [
  wordField('as', ['runs', 'groups']),
  wordField('center', CENTERS),
  wordField('band', BANDS),
  wordField('lines', ['all', 'none']),
  {
    key: 'clock',
    expected: 'step, time, event:… or series:…',
    reads: (text) => text === BY_STEP.by || clockFrom(text).by !== BY_STEP.by,
  },
  wordField('elog', ['x', 'y', 'xy', 'none']),
  wordField('fit', MODELS),
  ...['mlog', 'pxlog', 'pylog'].map((key) => wordField(key, ['log', 'linear'])),
  wordField('residuals', ['shown']),
  ...['mlog', 'pxlog', 'pylog'].map((key) => wordField(key, ['log', 'linear'])),
]

export function comparisonFrom(params: Pick<URLSearchParams, 'get' | 'getAll'>): ComparisonAddress {
  const list = (key: string) => (params.get(key) === null ? null : params.getAll(key).filter(Boolean))
  const log = params.get('elog')
  return {
    where: params.get('where'),
    as: (['runs', 'groups'] as const).find((as) => as === params.get('as')) ?? null,
    color: params.get('color'),
    split: params.get('split'),
    by: list('by'),
    center: CENTERS.find((one) => one === params.get('center')) ?? 'median',
    band: BANDS.find((one) => one === params.get('band')) ?? 'range',
    lines: params.get('lines') === 'all' ? true : params.get('lines') === 'none' ? false : null,
    clock: clockFrom(params.get('clock')),
    minus: params.get('less') || null,
    only: list('only') ?? [],
    hidden: list('hide') ?? [],
    legend: list('legend'),
    effect: {
      of: params.get('effect'),
      over: list('over'),
      logX: log === null ? null : log.includes('x'),
      logY: log?.includes('y') ?? false,
      fit: MODELS.find((model) => model === params.get('fit')) ?? null,
      residuals: params.get('residuals') === 'shown',
    },
    map: { series: params.get('map'), log: logFrom(params.get('mlog')), rows: params.get('rows') },
    pins: list('pin') ?? [],
    portrait: {
      x: params.get('px'),
      y: params.get('py'),
      logX: logFrom(params.get('pxlog')),
      logY: logFrom(params.get('pylog')),
    },
    axes: list('axis'),
  }
}

function logFrom(text: string | null): boolean | null {
  return text === 'log' ? true : text === 'linear' ? false : null
}

function logText(log: boolean | null): string | null {
  return log === null ? null : log ? 'log' : 'linear'
}

/** The parameters with the comparison's own replaced; what is as it starts is not written. */
export function paramsFromComparison(params: URLSearchParams, address: ComparisonAddress): URLSearchParams {
  const {
    where,
    as,
    color,
    split,
    by,
    center,
    band,
    lines,
    clock,
    minus,
    only,
    hidden,
    legend,
    effect,
    map,
    pins,
    portrait,
    axes,
  } = address
  const next = new URLSearchParams(params)
  const put = (key: string, value: string | null) => (value === null ? next.delete(key) : next.set(key, value))
  const putAll = (key: string, values: readonly string[] | null) => {
    next.delete(key)
    for (const value of values ?? []) next.append(key, value)
    // None is something else than nothing said.
    if (values?.length === 0) next.append(key, '')
  }
  put('where', where)
  put('as', as)
  put('color', color)
  put('split', split)
  putAll('by', by)
  put('center', center === 'median' ? null : center)
  put('band', band === 'range' ? null : band)
  put('lines', lines === null ? null : lines ? 'all' : 'none')
  put('clock', clock.by === BY_STEP.by ? null : clockText(clock))
  put('less', minus)
  putAll('only', only.length === 0 ? null : only)
  putAll('hide', hidden.length === 0 ? null : hidden)
  putAll('legend', legend)
  put('effect', effect.of)
  putAll('over', effect.over)
  const log = `${effect.logX === true ? 'x' : ''}${effect.logY ? 'y' : ''}`
  put('elog', effect.logX === null && !effect.logY ? null : log || 'none')
  put('fit', effect.fit)
  put('residuals', effect.residuals ? 'shown' : null)
  put('map', map.series)
  put('mlog', logText(map.log))
  put('rows', map.rows)
  putAll('pin', pins.length === 0 ? null : pins)
  put('px', portrait.x)
  put('py', portrait.y)
  put('pxlog', logText(portrait.logX))
  put('pylog', logText(portrait.logY))
  putAll('axis', axes)
  return next
}
