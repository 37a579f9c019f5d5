/** A room of the house: a folder, which other rooms (or single files of them) it may use, and why no more. */
export interface Room {
  readonly room: string
  readonly uses: readonly string[]
  readonly because: string
  /** The only file of it that other rooms may import, if it has a door. Tests go in anywhere. */
  readonly door?: string
  /** A second one, for whoever needs a part that loads without the rest. */
  readonly sideDoor?: string
}

const WORDS = 'src/vocabulary'
const SCHEMA = 'src/schema'
const DOOR = 'index.ts'
const FORMULAS = ['algebra', 'statistics', 'geometry', 'chain', 'physics', 'detection'].map(
  (name) => `probes/maths/${name}`,
)

const shared: readonly Room[] = [
  { room: WORDS, uses: [], because: 'the vocabulary is what every part shares' },
  { room: SCHEMA, uses: [WORDS], because: 'what may come in is a matter of words, whoever brings it' },
  {
    room: 'src/run-state',
    door: DOOR,
    uses: [WORDS],
    because: 'what the Reports of a run come to is the same for trainer, store, command and page',
  },
  {
    room: 'src/claims',
    door: DOOR,
    uses: [WORDS, 'src/statistics'],
    because: 'a claim is judged alike by the hub that has a run and the command that verifies one',
  },
  { room: 'src/series', uses: [WORDS], because: 'numbers in order are folded alike wherever they lie' },
  { room: 'src/statistics', uses: [WORDS], because: 'what many runs come to is arithmetic, whoever has their numbers' },
  { room: 'src/wire', uses: [WORDS, SCHEMA], because: 'the wire knows words and bytes, not who speaks them' },
  {
    room: 'src/store',
    door: DOOR,
    uses: [WORDS, 'src/run-state', 'src/series', 'src/statistics', 'src/wire'],
    because: 'a store keeps what it is given, whoever asks',
  },
  {
    room: 'src/access',
    door: DOOR,
    uses: [WORDS],
    because: 'tokens are files that the hub and whoever speaks to it read alike',
  },
  {
    room: 'src/hub',
    door: DOOR,
    uses: [WORDS, SCHEMA, 'src/run-state', 'src/claims', 'src/series', 'src/wire', 'src/store', 'src/access'],
    because: 'the hub invents no facts: it needs no probe and no trainer to pass on what they said',
  },
  {
    room: 'src/figures',
    uses: [WORDS],
    because: 'axes and ticks are the same on the screen and on paper',
  },
  { room: 'src/setup', uses: [WORDS], because: 'set-up runs before the rest is there' },
]

const probes: readonly Room[] = [
  ...FORMULAS.map((room, i) => ({
    room,
    uses: [WORDS, 'probes/inputs.ts', ...FORMULAS.slice(0, i)],
    because: 'formulas build on each other one way; they know what a need brings, and no probe',
  })),
  {
    room: 'probes/detectors',
    uses: [WORDS, ...FORMULAS],
    because: 'a detector is a card and a pure reducer over series, whoever measures them',
  },
  {
    room: 'probes',
    uses: [WORDS, 'probes/detectors', ...FORMULAS],
    because: 'a probe is a card and a pure function; a newcomer writes one without knowing the rest',
  },
]

/** The trainer's rooms, each above those it uses; what all of them may use is said once. */
const trainer: readonly Room[] = [
  inTrainer('formats', [], 'a file is read and written whatever its tensors mean'),
  inTrainer('backend', ['formats', 'src/setup'], 'what computes knows nothing of what is computed'),
  inTrainer('tensors', ['backend'], 'numbers go to the device and back whatever they mean'),
  {
    ...inTrainer('data', ['formats', 'tensors'], 'examples are drawn whatever learns from them'),
    sideDoor: 'operations.ts',
  },
  inTrainer('layers', ['tensors'], 'a layer is shapes, a way forward and a way back, whatever network it is part of'),
  inTrainer(
    'models',
    ['tensors', 'data', 'layers'],
    'a model is shapes, a forward and a backward pass, however it is trained',
  ),
  inTrainer('losses', ['tensors', 'models'], 'a loss judges answers, whoever gave them'),
  inTrainer('optimizers', ['backend', 'models'], 'an optimizer moves arrays, whatever their gradient is of'),
  inTrainer(
    'systems',
    ['formats', 'tensors', 'data', 'models', 'losses', 'optimizers'],
    'a system is opened by whoever needs one, and knows none of them',
  ),
  inTrainer(
    'experiments',
    ['formats', 'tensors', 'data', 'layers', 'models', 'losses', 'optimizers', 'systems'],
    'an experiment says what is trained; how a run goes on is not its affair',
  ),
  {
    ...inTrainer('observing', ['tensors', 'systems'], 'observers are told of steps, whoever steps and wherever'),
    sideDoor: 'ask.ts',
  },
  inTrainer('checkpoints', ['formats', 'systems', 'observing'], 'a checkpoint keeps a state, whoever goes on from it'),
  inTrainer('sources', ['formats'], 'a log of another program is read whatever becomes of it'),
  {
    ...inTrainer('link', [], 'Reports are delivered whatever they say', [SCHEMA, 'src/wire']),
    sideDoor: 'anywhere.ts',
  },
  inTrainer(
    'run',
    ['backend', 'systems', 'experiments', 'observing', 'checkpoints'],
    'the loop is given what it works with; trainer/train-run.ts joins them from above',
    ['src/claims'],
  ),
  inTrainer('sweeps', ['experiments', 'run'], 'many runs are planned as one is, whoever trains them'),
  inTrainer(
    'offline',
    ['formats', 'tensors', 'data', 'observing'],
    'a file is measured without a run; of a task it knows what is asked',
  ),
  inTrainer(
    'snapshots',
    ['tensors', 'observing', 'offline'],
    'a training that is not ours is measured by what it leaves in files, by the very code that measures a run',
  ),
  {
    ...inTrainer(
      'user-files',
      ['tensors'],
      'a file that somebody saves is checked and loaded alike, whatever it defines',
    ),
    sideDoor: 'type-check.ts',
  },
  inTrainer(
    'user-probes',
    ['formats', 'tensors', 'observing', 'run', 'user-files'],
    'a file that somebody saves is judged by its card, whatever run it is for',
    [SCHEMA],
  ),
  inTrainer(
    'user-experiments',
    ['formats', 'tensors', 'data', 'experiments', 'observing', 'run', 'user-files'],
    'a file that somebody saves is an experiment like any other, once it was judged',
    [SCHEMA, 'src/claims'],
  ),
  inTrainer(
    'backfill',
    [
      ...['backend', 'tensors', 'models', 'systems', 'experiments', 'observing', 'checkpoints', 'run', 'link'],
      ...['user-probes', 'user-experiments'],
    ],
    'a past is filled in beside the run, by the very code that measures it',
  ),
  inTrainer(
    'resuming',
    [
      ...['backend', 'tensors', 'data', 'models', 'systems', 'experiments', 'observing', 'checkpoints', 'run'],
      'backfill',
    ],
    'a run goes on from what is kept of it, as if nothing had been',
  ),
  {
    room: 'trainer',
    door: DOOR,
    uses: [
      ...[
        WORDS,
        'src/run-state',
        'probes',
        'probes/detectors',
        'trainer/backend',
        'trainer/tensors',
        'trainer/systems',
      ],
      ...['trainer/experiments', 'trainer/observing', 'trainer/checkpoints', 'trainer/link', 'trainer/run'],
      ...['trainer/user-probes', 'trainer/backfill', 'trainer/resuming'],
    ],
    because: 'what joins all rooms of the trainer is used by none of them',
  },
]

function inTrainer(name: string, rooms: readonly string[], because: string, beyond: readonly string[] = []): Room {
  const uses = rooms.map((one) => (one.includes('/') ? one : `trainer/${one}`))
  return {
    room: `trainer/${name}`,
    door: DOOR,
    uses: [WORDS, 'src/run-state', 'probes', 'probes/detectors', ...FORMULAS, ...beyond, ...uses],
    because,
  }
}

/** Writers of trainings that are not ours, in languages of this project. */
const clients: readonly Room[] = [
  {
    room: 'src/clients/js',
    door: DOOR,
    uses: [WORDS, 'trainer/link'],
    because:
      'a client is a trainer like any other: it knows words, delivers as one does, and leaves for other machines as one file',
  },
]

const PURE = ['series', 'text']
const DRAWING = [...PURE, 'parts', 'plots', 'saving', 'panels']

const dashboard: readonly Room[] = [
  inDashboard('series', [], 'numbers in order are computed with, whatever draws them'),
  inDashboard('text', [], 'words and numbers for people are functions of what they say'),
  inDashboard('parts', PURE, 'a small component is told all that it shows'),
  inDashboard('plots', [...PURE, 'parts'], 'a canvas draws numbers, whoever has them'),
  inDashboard('saving', [...PURE, 'plots'], 'a chart is written to a file from what it draws, whoever draws it'),
  inDashboard('panels', DRAWING, 'a panel takes props: what it needs of a run is an interface of its own'),
  inDashboard('view', DRAWING, 'how a page looks at its runs does not depend on what they are'),
  inDashboard('live', PURE, 'the session and its curves draw nothing, and know of a run its numbers only', [
    'src/wire',
  ]),
  inDashboard('run', [...DRAWING, 'view', 'live'], 'a run stands for itself, compared or not', ['src/wire']),
  inDashboard('compare', [...DRAWING, 'view', 'live', 'run'], 'only a route puts a page together'),
  inDashboard('palette', [...DRAWING, 'live', 'run'], 'whatever has a name can be reached from anywhere'),
  inDashboard('table', [...DRAWING, 'live', 'run', 'palette'], 'runs are found and chosen without being opened'),
  inDashboard('routes', [...DRAWING, 'view', 'live', 'run', 'compare', 'palette', 'table'], 'the dashboard draws kinds, not probes: an unknown probe still shows', ['src/wire', 'dashboard']), // prettier-ignore
  { room: 'dashboard', uses: [], because: 'styles and the page’s frame are nobody’s code' },
]

function inDashboard(name: string, rooms: readonly string[], because: string, beyond: readonly string[] = []): Room {
  const uses = rooms.filter((one) => one !== name).map((one) => `dashboard/${one}`)
  return {
    room: `dashboard/${name}`,
    uses: [WORDS, 'src/run-state', 'src/claims', 'src/figures', ...beyond, ...uses],
    because,
  }
}

/** Every room, the lower before those that use them. The folders are a claim about the design; this is the claim. */
export const ROOMS: readonly Room[] = [
  ...shared,
  ...probes,
  ...trainer,
  ...clients,
  ...dashboard,
  {
    room: 'src/cli',
    uses: [...shared, ...probes, ...trainer, ...clients].map(({ room }) => room),
    because: 'the command joins everything, and nothing knows of it',
  },
]
