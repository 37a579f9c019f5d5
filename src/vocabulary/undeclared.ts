import type { SeriesDeclaration } from './series.ts'

/** What can be said of a series that was measured and never declared: numbers are not refused for want of a label. */
export function undeclaredSeries(name: string, isFrames: boolean): SeriesDeclaration {
  const slash = name.indexOf('/')
  return {
    name,
    probe: slash < 0 ? name : name.slice(0, slash),
    part: slash < 0 ? null : name.slice(slash + 1),
    kind: isFrames ? 'spectrum' : 'scalar',
    group: isFrames ? 'spectra' : 'structure',
    unit: '1',
    scale: 'linear',
    range: null,
  }
}
