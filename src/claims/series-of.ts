import type { Claimed, Place } from '#src/vocabulary/index.ts'

/** The series that a number is made of, each once. */
export function seriesOf(claimed: Claimed): string[] {
  return [...new Set(all(claimed))]
}

function all(claimed: Claimed): string[] {
  switch (claimed.kind) {
    case 'difference':
    case 'ratio':
      return [...all(claimed.of), ...all(claimed.and)]
    case 'at':
      return [claimed.series, ...ofPlace(claimed.step)]
    case 'over':
      return [claimed.series, ...ofPlace(claimed.from), ...ofPlace(claimed.to)]
    case 'first':
      return [claimed.series]
  }
}

function ofPlace(place: Place | 'last' | undefined): string[] {
  return typeof place === 'object' ? [place.series] : []
}
