/** What may be logged under a name: a number, a list or typed array (a spectrum), rows of them (a matrix), a histogram, a tensor of TensorFlow.js. */
export type Loggable =
  | number
  | bigint
  | boolean
  | readonly (number | bigint | boolean)[]
  | readonly (readonly (number | bigint | boolean)[])[]
  | ArrayLike<number>
  | ArrayLike<bigint>
  | Histogram
  | TensorLike
  | { readonly [key: string]: Loggable }

/** A tensor of TensorFlow.js, which is read where it is. */
export interface TensorLike {
  readonly shape: readonly number[]
  data(): Promise<ArrayLike<unknown>>
}

/** Settings: numbers and words; what is nested is joined by `/`, lists are their JSON. */
export type Settings = Readonly<Record<string, unknown>>

export interface InitOptions {
  /** What the run is a run of: runs of one project stand together. */
  readonly project?: string
  readonly name?: string
  readonly config?: Settings
  /** Letters, digits, dots, hyphens and underscores; made up where there is none. */
  readonly id?: string
  /** Of the run of this id: `never` (there is none yet; what is meant if left out), `allow` (it is begun, or gone on with), `must` (it is gone on with). A page keeps nothing of a run, and goes on with none. */
  readonly resume?: 'never' | 'allow' | 'must'
  /** Its address. In Node, without it, PHASESCOPE_HUB or the hub that is announced on this machine; in a browser it is needed. */
  readonly hub?: string
  /** A token of right `report`: `phasescope token create --right report`. In Node, without it, PHASESCOPE_TOKEN or that of the data folder; a hub is shown it that was named, or has shown that of its data folder. */
  readonly token?: string
  /** Steps planned; 0 where nobody knows. */
  readonly steps?: number
  readonly group?: string
  readonly tags?: readonly string[]
  readonly notes?: string
  /** What computes, such as the module `tf`: its version and backend are told. */
  readonly tf?: { readonly version_core?: string; getBackend(): string }
  /** `offline`, in Node: into a journal, which `phasescope resend` delivers; `disabled`: nothing at all. In Node, PHASESCOPE_MODE says the same. */
  readonly mode?: 'online' | 'offline' | 'disabled'
  /** Where a sentence for a person goes; `console.warn`, if left out. */
  readonly say?: (sentence: string) => void
}

/** What can be steered from the page. */
export interface Steered {
  /** How the rate is read and set; an optimizer of TensorFlow.js is enough. */
  readonly rate?: RateAccess | OptimizerLike
  /** Keeps a checkpoint; may give how many bytes it has. */
  readonly checkpoint?: (step: number) => unknown
}

export interface RateAccess {
  get(): number
  set(rate: number): void
}

/** An optimizer of TensorFlow.js. */
export interface OptimizerLike {
  readonly getClassName: () => string
}

/** A model of TensorFlow.js, as far as a callback needs it. */
export interface ModelLike {
  readonly optimizer?: unknown
  stopTraining?: boolean
}

/** What `fit` of TensorFlow.js takes as `callbacks`. */
export interface FitCallbacks {
  onBatchEnd(batch: number, logs?: Readonly<Record<string, unknown>>): Promise<void>
  onEpochEnd(epoch: number, logs?: Readonly<Record<string, unknown>>): Promise<void>
}

/** A run. No method throws once it has begun, and none but `tick` and `finish` is waited for. */
export interface Run {
  readonly id: string
  readonly name: string
  readonly project: string
  /** Its page, where a hub is called. */
  readonly url: string | null
  /** Settings: what is set here is told. */
  readonly config: Record<string, unknown>
  /** What it came to: what is set here is told. */
  readonly summary: Record<string, unknown>
  /** Whether an earlier process has begun it. */
  readonly resumed: boolean
  /** Resolves once a run that goes on knows at which step: its hub is asked, for ten seconds at most. Of another at once. */
  readonly ready: Promise<void>
  /** The step of the next `log` that names none: of a run that goes on, the one that comes next. */
  readonly step: number
  log(values: Readonly<Record<string, Loggable>>, step?: number): void
  /** The steps of a training, of one that goes on those that are left, each begun when the page lets it: `for await (const step of run.steps(1000, { rate: optimizer }))`. */
  steps(count: number, steered?: Steered): AsyncGenerator<number, void, undefined>
  /** Obeys what was asked from the page, before this step; false once the run is to stop. While it is paused, this waits. */
  tick(step?: number, steered?: Steered): Promise<boolean>
  /** Logs and steers a `model.fit` of TensorFlow.js: `model.fit(x, y, { callbacks: run.callback(model) })`. */
  callback(model: ModelLike, steered?: Steered): FitCallbacks
  /**
   * Ends the run, and waits until its hub has all of it: for 30 seconds, or `waitMs`, in all. In Node a hub that is away is given half a second of these, unless
   * `waitMs` says how long; what it has not taken by then stays in the journal.
   */
  finish(end?: { readonly why?: string; readonly waitMs?: number }): Promise<void>
}

/** Counts between edges: `edges` has one more than `counts`. */
export declare class Histogram {
  constructor(counts: ArrayLike<number | bigint>, edges: ArrayLike<number | bigint>)
  /** Of values, between so many edges as far as these reach. */
  static of(values: ArrayLike<number | bigint>, bins?: number): Histogram
  readonly counts: readonly number[]
  readonly edges: readonly number[]
}

/** Begins a run, which its hub shows from its first moment on. */
export declare function init(options?: InitOptions): Run
