/** A label on an axis: what it says, and where its middle stands, in pixels from the beginning of the axis. */
export interface Label {
  readonly text: string
  readonly at: number
}

/** Between two labels, in pixels. */
const GAP = 10

/** So many labels are tried where one alone would stand. */
const MORE = 6

/**
 * The most labels that cover none of each other, of those made for ever less room; where two are too many, those that fit.
 * One says nothing of a scale: where round numbers leave but one (0 between −0.4 and 0.4), it is made for more room.
 */
export function fittingLabels<L extends Label>(
  labelsFor: (room: number) => readonly L[],
  most: number,
  widthOf: (text: string) => number,
): readonly L[] {
  for (let room = most; room > 1; room--) {
    const labels = labelsFor(room)
    if (labels.length > 1 && apart(labels, widthOf)) return labels
  }
  for (let room = most + 1; room <= MORE; room++) {
    const labels = labelsFor(room)
    if (labels.length > 1 && apart(labels, widthOf)) return labels
  }
  const kept: L[] = []
  for (const label of labelsFor(1)) if (apart([...kept.slice(-1), label], widthOf)) kept.push(label)
  return kept
}

function apart(labels: readonly Label[], widthOf: (text: string) => number): boolean {
  return labels.every((label, i) => {
    const before = labels[i - 1]
    return before === undefined || label.at - before.at >= (widthOf(before.text) + widthOf(label.text)) / 2 + GAP
  })
}

/** How far the last label reaches beyond the end of an axis of this length. */
export function overhang(labels: readonly Label[], length: number, widthOf: (text: string) => number): number {
  return Math.max(0, ...labels.map(({ text, at }) => at + widthOf(text) / 2 - length))
}
