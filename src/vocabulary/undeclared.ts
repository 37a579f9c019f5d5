import type { SeriesDeclaration } from './series.ts'

/**
 * What can be said of a series that was measured and never declared: numbers are not refused for want of a label. A name has a probe and a
 * part, a slash between them; where either would have no name, all of it is that of the probe.
 */
export function undeclaredSeries(name: string, isFrames: boolean): SeriesDeclaration {
  const slash = name.indexOf('/')
  const hasPart = slash > 0 && slash < name.length - 1
  return {
    name,
    probe: hasPart ? name.slice(0, slash) : name,
    part: hasPart ? name.slice(slash + 1) : null,
    kind: isFrames ? 'spectrum' : 'scalar',
    group: isFrames ? 'spectra' : 'structure',
    unit: '1',
    scale: 'linear',
    range: null,
  }
}
