/** What the keys of the table are about: the line that the keyboard is at. */
interface Place {
  readonly at: number
  readonly lines: number
  /** Lines that are in sight at once. */
  readonly page: number
  /** Whether the focus is in the table: some keys are for whoever is there. */
  readonly isIn: boolean
  /** Whether the line is the heading of a group. */
  readonly isHead: boolean
  /** Whether it is a run that is known. */
  readonly isRun: boolean
  /** Whether its group is open; null where it is in none. */
  readonly isOpen: boolean | null
}

/** What a key does in the table. */
export type GridDeed = { readonly go: number } | 'choose' | 'choose group' | 'open or close' | 'visit'

/** What a key does at a place; null where that is nothing, and somebody else may want it. */
export function deedOfKey(key: string, { at, lines, page, isIn, isHead, isRun, isOpen }: Place): GridDeed | null {
  switch (key) {
    case 'ArrowDown':
      return { go: isIn ? at + 1 : at }
    case 'ArrowUp':
      return { go: at - 1 }
    case 'PageDown':
      return { go: at + page }
    case 'PageUp':
      return { go: at - page }
    case 'Home':
      return { go: 0 }
    case 'End':
      return { go: lines - 1 }
    case 'ArrowLeft':
      return isOpen === true ? 'open or close' : null
    case 'ArrowRight':
      return isHead && isOpen === false ? 'open or close' : null
    case 'x':
      return isRun ? 'choose' : isHead ? 'choose group' : null
    case ' ':
      return isHead && isIn ? 'open or close' : null
    case 'Enter':
      return !isIn ? null : isHead ? 'open or close' : isRun ? 'visit' : null
    default:
      return null
  }
}
