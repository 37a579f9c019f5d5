/** A package that only some rooms may import. */
export interface PackageRule {
  /** How its name begins. */
  readonly name: string
  readonly only: readonly string[]
  readonly because: string
  /** Whether its types are meant too. */
  readonly typesToo: boolean
}

/** Where components and runes are. */
const DRAWN = ['parts', 'plots', 'panels', 'view', 'live', 'run', 'compare', 'palette', 'table', 'routes'].map(
  (name) => `dashboard/${name}`,
)

export const PACKAGES: readonly PackageRule[] = [
  {
    name: '@tensorflow/',
    only: ['trainer/backend'],
    because:
      'one room loads TensorFlow; everybody else receives it, so that a plan is made and a card printed without it',
    typesToo: false,
  },
  {
    name: 'uplot',
    only: ['dashboard/plots'],
    because: 'one room draws charts, so that panels say what to draw and not how',
    typesToo: true,
  },
  {
    name: 'socket.io',
    only: ['src/hub', 'src/wire', 'trainer/link', 'dashboard/live', 'dashboard/routes'],
    because: 'a socket lives at the edges; all else is streams and plain data',
    typesToo: true,
  },
  {
    name: 'valibot',
    only: ['src/schema'],
    because: 'what may come in is said in one place, and read by everybody as words of ours',
    typesToo: true,
  },
  {
    name: 'commander',
    only: ['src/cli'],
    because: 'what is typed is read in one place',
    typesToo: true,
  },
  {
    name: 'rxjs',
    only: [
      'src/hub',
      'src/cli',
      'trainer',
      'dashboard/live',
      'dashboard/run',
      'dashboard/compare',
      'dashboard/table',
      'dashboard/routes',
    ],
    because: 'words, bytes, probes and pictures are functions of what they are given, and know no stream',
    typesToo: true,
  },
  {
    name: 'svelte',
    only: DRAWN,
    because: 'what is pure is tested without a page',
    typesToo: true,
  },
]
