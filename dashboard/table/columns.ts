import { parameterText, settingOf } from '#src/vocabulary/index.ts'

/**
 * A column of the run table. One that every run has is shown by a part of its own; every other one is an expression of the
 * run language, whose value the store gives with each run.
 */
export interface Column {
  /** What its values are sorted by, and what the address calls it. */
  readonly id: string
  readonly title: string
  readonly about: string
  /** In pixels. */
  readonly width: number
  readonly isNumber: boolean
  /** What the store is asked for; null where a line of the list has it. */
  readonly value: string | null
  /** The setting that it shows, which a line of the list has. */
  readonly setting?: string
  /** What the store sorts by: one of its orders, or an expression. Null where there is no order. */
  readonly order: { readonly sort: 'started' | 'name' | 'status' | 'step' | 'last' } | { readonly by: string } | null
}

type Fixed = Omit<Column, 'value' | 'isNumber'> & { readonly isNumber?: boolean }

const fixed = ({ isNumber = false, ...column }: Fixed): Column => ({ ...column, isNumber, value: null })

/** The name stands first, always. */
export const NAME = fixed({ id: 'name', title: 'Run', about: 'What it is called', width: 220, order: { sort: 'name' } })

/** What every run has. */
export const FIXED: readonly Column[] = [
  fixed({ id: 'status', title: 'Status', about: 'How it stands, and where it diverged', width: 138, order: { sort: 'status' } }), // prettier-ignore
  fixed({ id: 'spark', title: 'Curve', about: 'The curve that tells most at a glance', width: 140, order: null }),
  fixed({ id: 'step', title: 'Steps', about: 'Steps trained, of those planned', width: 132, order: { sort: 'step' } }),
  fixed({
    id: 'experiment',
    title: 'Experiment',
    about: 'What was trained; of a run that another framework trains, its project',
    width: 170,
    order: { by: 'experiment' },
  }),
  fixed({ id: 'tags', title: 'Tags', about: 'Words that somebody gave it', width: 150, order: { by: 'tag' } }),
  fixed({ id: 'note', title: 'Note', about: 'What somebody noted of it', width: 220, order: { by: 'note' } }),
  fixed({ id: 'ms-per-step', title: 'Pace', about: 'Milliseconds that a step took', width: 96, isNumber: true, order: { by: 'ms-per-step' } }), // prettier-ignore
  fixed({ id: 'duration', title: 'Duration', about: 'From its start to its last report', width: 92, isNumber: true, order: { by: 'duration' } }), // prettier-ignore
  fixed({ id: 'started', title: 'Started', about: 'When it started', width: 96, isNumber: true, order: { sort: 'started' } }), // prettier-ignore
  fixed({ id: 'last', title: 'Last report', about: 'When it was heard of last', width: 104, isNumber: true, order: { sort: 'last' } }), // prettier-ignore
  fixed({ id: 'host', title: 'Host', about: 'The machine that trained it', width: 120, order: { by: 'host' } }),
  fixed({ id: 'group', title: 'Sweep', about: 'The sweep or study that it is a member of', width: 140, order: { by: 'group' } }), // prettier-ignore
]

/** The columns that the table starts with, for runs that differ in these settings. */
export function firstColumns(settings: readonly string[]): readonly string[] {
  return ['status', ...settings.map(parameterText), 'spark', 'step', 'ms-per-step', 'started']
}

/** A column by its id; what is none of those that every run has is an expression. */
export function columnOf(id: string): Column {
  const known = id === NAME.id ? NAME : FIXED.find((column) => column.id === id)
  if (known !== undefined) return known
  const setting = settingOf(id)
  const of = /^(last|first|min|max|best|area|onset)\("(.*)"\)$/.exec(id)
  const [, what, name] = of ?? []
  const title = what === undefined || name === undefined ? id : what === 'onset' ? `${name} at` : `${what} ${name}`
  return {
    id,
    title: setting ?? title,
    about: id,
    width: Math.min(190, Math.max(84, 34 + title.length * 7)),
    isNumber: true,
    value: setting === null ? id : null,
    ...(setting !== null && { setting }),
    order: { by: id },
  }
}
