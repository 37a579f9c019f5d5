import type { Offer } from '#dashboard/palette/offers.ts'
import type { TableAddress } from './table-address.ts'
import type { RunDeed } from './table-deeds.svelte.ts'

/** What the palette reaches of the table. */
interface Reached {
  /** How many runs are chosen. */
  readonly chosen: number
  /** Why nothing of them can be changed; null where it can. */
  readonly control: string | null
  readonly compare: () => void
  readonly filter: () => void
  readonly pickColumns: () => void
  readonly chooseAll: () => void
  readonly chooseNone: () => void
  readonly withChosen: (deed: RunDeed) => void
  readonly change: (table: Partial<TableAddress>) => void
}

/** What the palette offers while the table of runs is shown. */
export function tableOffers({ chosen, control, withChosen, change, ...reached }: Reached): readonly Offer[] {
  const none = chosen === 0 ? 'No run is chosen' : null
  const why = control === null ? none : `View only: ${control}`
  return [
    { text: 'Compare the chosen runs', key: 'c', why: chosen < 2 ? 'Fewer than two are chosen' : null, act: reached.compare }, // prettier-ignore
    { text: 'Filter runs', key: '/', act: reached.filter },
    { text: 'Choose columns', act: reached.pickColumns },
    { text: 'Choose all runs that match', act: reached.chooseAll },
    { text: 'Choose no run', why: none, act: reached.chooseNone },
    { text: 'Tag the chosen runs', why, act: () => withChosen('tags') },
    { text: 'Note on the chosen runs', why, act: () => withChosen('note') },
    { text: 'Archive the chosen runs', why, act: () => withChosen('archive') },
    { text: 'Remove the chosen runs', why, act: () => withChosen('remove') },
    { text: 'Show archived runs', act: () => change({ shelf: 'archived' }) },
    { text: 'Show removed runs', act: () => change({ shelf: 'removed' }) },
    { text: 'Show all runs', act: () => change({ text: '', shelf: null, group: null }) },
    { text: 'Group runs by experiment', act: () => change({ group: 'experiment' }) },
  ]
}
