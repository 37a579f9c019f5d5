import type {
  Aggregate,
  AggregateGroup,
  AggregateQuestion,
  EffectGroup,
  Effects,
  Leads,
  Minus,
  ProbeCard,
  RunId,
  RunsPage,
  RunsQuestion,
  SeriesDeclaration,
} from '#src/vocabulary/index.ts'
import { Answers, type Answer } from '#dashboard/live/answers.svelte.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'
import { arranged, type PanelPlan } from '#dashboard/panels/arrange.ts'
import { foreignArrangement } from '#dashboard/panels/foreign-arrangement.ts'
import {
  bandsOf,
  type BandCurve,
  type BandGroup,
  type GroupLook,
  type GroupsView,
  type Lit,
} from '#dashboard/panels/band.ts'
import { leadEvents } from '#dashboard/run/lead-events.ts'
import type { Observatory } from '#dashboard/run/observatory.svelte.ts'
import type { RunLive } from '#dashboard/run/run-live.svelte.ts'
import type { Range } from '#dashboard/series/range.ts'
import { distinctNames } from '#dashboard/text/names.ts'
import type { Chosen } from './chosen.svelte.ts'
import { alignmentOf, type Clock } from './clock.ts'
import { comparisonFrom, type ComparisonAddress, type EffectAddress } from './comparison-address.ts'
import { effectChoices } from './effect-choice.ts'
import { groupingOf, unsaidFactors } from './factors-found.ts'
import { looksOf } from './group-looks.ts'

/** More runs than this are drawn in groups, and more than so many as bands alone, unless somebody asks otherwise. */
const FEW = 8
const MOST_LINES = 60
/** Places of x that an answer has at most: more than the eye tells apart on a chart of a third of the screen. */
const PLACES = 200
/** So many runs are opened to know which series there are: one of each experiment. */
const OPENED = 4
const SEED = 0
/** So many runs stand side by side at most. */
export const MOST_PINS = 6

/** What of the curves of all runs is wanted. */
interface MembersWanted {
  readonly points: number
  readonly clock: Clock
  readonly zoom: Range | null
  readonly spacing: 'linear' | 'log'
}

/** A group in the legend: how it looks, and of how many runs it is. */
export interface GroupEntry {
  readonly look: GroupLook
  readonly runs: readonly RunId[]
  readonly shown: boolean
}

/** Many runs compared by their factors: which they are, how they are grouped, and what the hub answers about them. */
export class Comparison implements GroupsView {
  readonly #observatory: Observatory
  readonly chosen: Chosen
  readonly answers: Answers
  #address: ComparisonAddress = $state.raw()!
  lit = $state.raw<Lit | null>(null)
  pointed = $state.raw<{ readonly title: string; readonly groups: readonly BandGroup[] } | null>(null)
  /** The runs that a brush chose; null where none is drawn. */
  brushed = $state.raw<ReadonlySet<RunId> | null>(null)
  #reached = $state.raw<{ readonly of: string; readonly range: Range } | null>(null)
  /** Of each series the newest answer, which stays in sight until a new question is answered. */
  readonly #seen = new Map<string, Aggregate>()

  constructor(observatory: Observatory, chosen: Chosen, params: URLSearchParams) {
    this.#observatory = observatory
    this.chosen = chosen
    this.#address = comparisonFrom(params)
    this.answers = new Answers(observatory.many, ({ run }) => this.#belongs(run.id))
  }

  get by(): readonly string[] {
    return this.grouping?.by ?? []
  }

  get address(): ComparisonAddress {
    return this.#address
  }

  /** Compares as an address says. */
  open(params: URLSearchParams): void {
    this.#address = comparisonFrom(params)
  }

  /** Changes what is compared, and how. */
  change(next: Partial<ComparisonAddress>): void {
    this.#address = { ...this.#address, ...next }
  }

  changeEffect(next: Partial<EffectAddress>): void {
    this.change({ effect: { ...this.#address.effect, ...next } })
  }

  readonly #where = $derived.by(() => this.#address.where)
  /** Which runs: the same question as before, to the object, when something else of the address changes; another would empty the page. */
  readonly among: RunsQuestion = $derived.by(() =>
    this.#where === null ? { ids: this.chosen.ids } : { where: this.#where },
  )

  /** Whether runs are drawn in groups rather than one by one. */
  readonly inGroups: boolean = $derived.by(() => {
    const { as, where } = this.#address
    return as === null ? where !== null || this.chosen.ids.length > FEW : as === 'groups'
  })

  readonly #factors = $derived.by(() => this.answers.factors({ among: this.among }))
  readonly factors = $derived.by(() => this.#factors.value)
  readonly problem: string | null = $derived.by(() => this.#factors.problem ?? this.#members.problem)

  /** Null until the factors are known. */
  readonly grouping = $derived.by(() => (this.factors === null ? null : groupingOf(this.factors, this.#address)))
  /** In what else the runs of one group differ. */
  readonly unsaid = $derived.by(() =>
    this.factors === null || this.grouping === null ? [] : unsaidFactors(this.factors, this.grouping),
  )

  readonly #looks = $derived.by(() => {
    const { grouping, factors } = this
    if (grouping === null || factors === null) return null
    const values = [...factors.factors, ...factors.others].find(({ name }) => name === grouping.color)?.values ?? []
    return looksOf(
      grouping,
      values.map(({ value }) => value),
    )
  })
  /** The scale of the factor that colors; null where none does, or before it is known. */
  readonly scale = $derived.by(() => (this.grouping?.color == null ? null : (this.#looks?.scale ?? null)))

  /** Which run is in which group: asked as the effect that the factors have on how far a run has come. */
  readonly #members = $derived.by(() => {
    const { grouping } = this
    return grouping === null
      ? { value: null, problem: null }
      : this.answers.effects({
          among: this.among,
          of: 'step',
          by: grouping.by,
          center: 'median',
          band: 'range',
          seed: SEED,
        })
  })

  readonly #all = $derived.by(() => {
    const [members, looks] = [this.#members.value, this.#looks]
    if (members === null || looks === null) return []
    const runs = Map.groupBy(members.rows, ({ factors }) => looks.lookOf(factors).id)
    return members.groups.map(({ key }: EffectGroup) => {
      const look = looks.lookOf(key)
      return { key, look, runs: (runs.get(look.id) ?? []).map(({ run }) => run) }
    })
  })
  /** All groups, in the order of their factors. */
  readonly groups: readonly GroupEntry[] = $derived.by(() =>
    this.#all.map(({ look, runs }) => ({ look, runs, shown: this.isShown(look.id) })),
  )
  readonly runs: number = $derived.by(() => this.factors?.runs ?? this.chosen.ids.length)
  readonly #lookOfRun: ReadonlyMap<RunId, GroupLook> = $derived.by(
    () => new Map(this.#all.flatMap(({ look, runs }) => runs.map((run) => [run, look] as const))),
  )

  /** Whether the runs of a group are drawn, too. */
  readonly lines: boolean = $derived.by(() => this.#address.lines ?? this.runs <= MOST_LINES)

  readonly #sample = $derived.by(
    () => new Latest<RunsPage | null>(this.#observatory.found({ ...this.among, size: 50 }), null),
  )
  readonly #opened = $derived.by(() => {
    const runs = this.#sample.current?.runs ?? []
    const one = new Map(runs.toReversed().map(({ run }) => [run.experiment, run.id]))
    return [...one.values()].slice(0, OPENED).map((id) => this.#observatory.run(id))
  })
  /** What is drawn of these runs: every series that one of those that were opened has. */
  readonly plans: readonly PanelPlan[] = $derived.by(() => {
    const series = new Map<string, SeriesDeclaration>()
    const cards = new Map<string, ProbeCard>()
    for (const { picture } of this.#opened) {
      for (const one of picture.state.series) series.set(one.name, series.get(one.name) ?? one)
      for (const card of picture.state.cards) cards.set(card.id, cards.get(card.id) ?? card)
    }
    const arrangement = this.#opened.some(({ isForeign }) => isForeign)
      ? foreignArrangement.current?.arrangedForeign
      : arranged
    return arrangement?.([...series.values()], [...cards.values()]) ?? []
  })
  /** The events that detectors of the runs that were opened see, by the ids of these, and the transitions that these had, by their labels. */
  readonly events: readonly string[] = $derived.by(() => {
    const states = this.#opened.map(({ picture }) => picture.state)
    const seen = states.flatMap(({ marks }) => marks.filter(({ transition }) => transition))
    return [...new Set([...states.flatMap(({ detectors }) => detectors.map(({ id }) => id)), ...seen.map(({ label }) => label)])] // prettier-ignore
  })
  /** Against what the onsets of these runs can be held; nothing where those that were opened had no event. */
  readonly leadEvents: readonly string[] = $derived.by(() => {
    const marks = this.#opened.flatMap(({ picture }) => picture.state.marks)
    return marks.length === 0 ? [] : leadEvents(marks, this.plans.flatMap(({ series }) => series)) // prettier-ignore
  })
  readonly names = $derived.by(() => new Map((this.#sample.current?.runs ?? []).map(({ run }) => [run.id, run.name])))

  /** What each run is called beside others: those of one name are told apart. */
  readonly #called = $derived.by(() => distinctNames([...this.names].map(([id, name]) => ({ id, name }))))

  called(run: RunId): string {
    return this.#called.get(run) ?? run
  }

  /** The whole of the x axis, as far as it is known. */
  readonly whole: Range = $derived.by(() => {
    const { clock } = this.#address
    if (this.#reached !== null && this.#reached.of === clockKey(clock)) return this.#reached.range
    const steps = (this.#members.value?.rows ?? []).map(({ value }) => value ?? 0)
    return { from: clock.by === 'event' ? -1 : 0, to: Math.max(1, ...(clock.by === 'step' ? steps : [])) }
  })

  /** A panel draws groups over such a stretch: the x axis, which all share, is to hold it. */
  reach({ from, to }: Range): void {
    if (!(to >= from)) return
    const of = clockKey(this.#address.clock)
    const known = this.#reached?.of === of ? this.#reached.range : null
    const isWithin = known !== null && known.from <= from && known.to >= to
    if (isWithin) return
    const least = this.#address.clock.by === 'event' || this.#address.clock.by === 'series' ? from : 0
    const range = { from: Math.min(known?.from ?? least, least), to: Math.max(known?.to ?? to, to) }
    this.#reached = { of, range: range.to > range.from ? range : { from: range.from, to: range.from + 1 } }
  }

  isShown(id: string): boolean {
    const { only, hidden } = this.#address
    return only.length > 0 ? only.includes(id) : !hidden.includes(id)
  }

  /** Shows a group alone, or beside those that are; all again where it was the only one. */
  isolate(id: string, beside = false): void {
    const { only } = this.#address
    const next = only.includes(id) ? only.filter((one) => one !== id) : beside ? [...only, id] : [id]
    this.change({ only: next })
  }

  hide(id: string): void {
    const { hidden, only } = this.#address
    if (only.length > 0) this.change({ only: only.includes(id) ? only.filter((one) => one !== id) : [...only, id] })
    else this.change({ hidden: hidden.includes(id) ? hidden.filter((one) => one !== id) : [...hidden, id] })
  }

  showAll(): void {
    this.change({ only: [], hidden: [] })
  }

  /** What is asked of one series; null before it is known how runs are grouped. A zoom asks for the places within it. */
  question(series: string, zoom: Range | null, spacing: 'linear' | 'log'): AggregateQuestion | null {
    const { grouping } = this
    if (grouping === null) return null
    const { clock } = this.#address
    return {
      ...this.#about(grouping.by, series, clock),
      from: zoom?.from ?? null,
      to: zoom?.to ?? null,
      points: PLACES,
      spacing: clock.by === 'step' ? spacing : 'linear',
      members: this.lines,
    }
  }

  /** Of an answer those groups that are shown, each with how it looks. */
  shown(answer: Aggregate): BandGroup[] {
    const looks = this.#looks
    if (looks === null) return []
    return bandsOf(answer, (key) => {
      const look = looks.lookOf(key)
      return this.isShown(look.id) ? look : null
    })
  }

  /** The curve of each group that is shown, of one series; a zoom asks for the places within it. */
  curve(declaration: SeriesDeclaration, zoom: Range | null, spacing: 'linear' | 'log'): BandCurve {
    const question = this.question(declaration.name, zoom, spacing)
    if (question === null || this.#looks === null) return { declaration, groups: null, problem: this.problem }
    const { value, problem } = this.answers.aggregate(question)
    const place = `${declaration.name} ${clockKey(this.#address.clock)} ${question.by.join(' ')} ${this.#address.minus}`
    if (value !== null) this.#seen.set(place, value)
    const answer = value ?? this.#seen.get(place) ?? null
    return { declaration, groups: answer === null ? null : this.shown(answer), problem }
  }

  /** The curves of all runs, on some clock: what a map of them, or a portrait, is drawn of. */
  members(series: string, { points, clock, zoom, spacing }: MembersWanted): Answer<Aggregate> {
    const { grouping } = this
    if (grouping === null || this.#looks === null) return { value: null, problem: this.problem }
    const question: AggregateQuestion = {
      ...this.#about(grouping.by, series, clock),
      from: zoom?.from ?? null,
      to: zoom?.to ?? null,
      points,
      spacing: clock.by === 'step' ? spacing : 'linear',
      members: true,
    }
    const { value, problem } = this.answers.aggregate(question)
    const place = `members ${series} ${clockKey(clock)} ${grouping.by.join(' ')} ${this.#address.minus}`
    if (value !== null) this.#seen.set(place, value)
    return { value: value ?? this.#seen.get(place) ?? null, problem }
  }

  /** What all questions about curves share. */
  #about(by: readonly string[], series: string, clock: Clock) {
    const { center, band, minus } = this.#address
    return {
      among: this.among,
      by,
      series,
      align: alignmentOf(clock),
      center,
      band,
      seed: SEED,
      minus: minus === null ? this.chosen.minus : this.#taken(minus),
    }
  }

  /** What an address says is taken away: a group by its name, `twins:` and a group, or `run:` and a run. */
  #taken(text: string): Minus | null {
    const keyOf = (id: string) => this.#all.find(({ look }) => look.id === id)?.key
    const group = keyOf(text)
    if (group !== undefined) return { group }
    const [, kind, id = ''] = /^(twins|run):(.+)$/s.exec(text) ?? []
    const twins = kind === 'twins' ? keyOf(id) : undefined
    return twins !== undefined ? { twins } : kind === 'run' ? id : null
  }

  /** How the groups of an answer look. */
  lookOfKey(key: AggregateGroup['key']): GroupLook | null {
    return this.#looks?.lookOf(key) ?? null
  }

  /** The step at which an event came in each run; runs in which it did not have none. */
  onsetsOf(event: string): ReadonlyMap<RunId, number> {
    const { value } = this.effectsOf(`onset(${JSON.stringify(event)})`, this.grouping?.by ?? [])
    return new Map((value?.rows ?? []).flatMap(({ run, value }) => (value === null ? [] : [[run, value] as const])))
  }

  /** Where a step of a run is on the page's clock; null where only the run itself could say, or is not on it. */
  placeOf(run: RunId, step: number): number | null {
    const { clock } = this.#address
    if (clock.by === 'step') return step
    const onset = clock.by === 'event' ? this.onsetsOf(clock.event).get(run) : undefined
    return onset === undefined ? null : step - onset
  }

  /** The step that a run is at where the page is at `x`; null as above. */
  stepAt(run: RunId, x: number): number | null {
    const { clock } = this.#address
    if (clock.by === 'step') return x
    const onset = clock.by === 'event' ? this.onsetsOf(clock.event).get(run) : undefined
    return onset === undefined ? null : x + onset
  }

  /** Whether what is drawn of each run is its difference to something. */
  get isDifference(): boolean {
    return this.#address.minus !== null || this.chosen.minus !== null
  }

  /** The last step of each run. */
  readonly lastSteps: ReadonlyMap<RunId, number> = $derived.by(
    () => new Map((this.#members.value?.rows ?? []).map(({ run, value }) => [run, value ?? 0] as const)),
  )

  /** The runs of the groups that are shown, group by group. */
  readonly shownRuns: readonly RunId[] = $derived.by(() =>
    this.groups.filter(({ shown }) => shown).flatMap(({ runs }) => runs),
  )

  /** Puts a run beside the others whose frames are shown, or takes it away; the first makes room for a seventh. */
  pin(run: RunId): void {
    const { pins } = this.#address
    const next = pins.includes(run) ? pins.filter((one) => one !== run) : [...pins, run]
    this.change({ pins: next.slice(-MOST_PINS) })
  }

  /** Compares these runs alone, named one by one. */
  narrow(runs: readonly RunId[]): void {
    for (const id of this.chosen.ids) if (!runs.includes(id)) this.chosen.remove(id)
    for (const id of runs) this.chosen.add(id)
    this.change({ where: null, as: 'groups', only: [], hidden: [] })
  }

  run(id: RunId): RunLive {
    return this.#observatory.run(id)
  }

  /** How this page gets control; null where it has it. */
  get control(): string | null {
    return this.#observatory.control
  }

  /** What is drawn of effects, as far as nobody says otherwise. */
  readonly effect: { readonly of: string | null; readonly over: readonly string[] } = $derived.by(() => {
    const { of, over } = this.#address.effect
    const [first] = effectChoices(this.events, this.plans)
    const color = this.grouping?.color ?? null
    return { of: of ?? first?.of ?? null, over: over ?? (color === null ? [] : [color]) }
  })

  /** A number of each run by such factors. */
  effectsOf(of: string, over: readonly string[]): Answer<Effects> {
    const { center, band } = this.#address
    return this.answers.effects({ among: this.among, of, by: over, center, band, seed: SEED })
  }

  /** Runs that are not on the clock of an event, since it never came in them. */
  readonly offClock: number = $derived.by(() => {
    const { clock } = this.#address
    if (clock.by !== 'event') return 0
    const { value } = this.effectsOf(`onset(${JSON.stringify(clock.event)})`, this.grouping?.by ?? [])
    return value?.rows.filter((row) => row.value === null).length ?? 0
  })

  leadsOf(event: string, series: readonly string[]): Answer<Leads> {
    return this.answers.leads({ among: this.among, event, series })
  }

  /** How the group of a run looks; null before it is known. */
  lookOf(run: RunId): GroupLook | null {
    return this.#lookOfRun.get(run) ?? null
  }

  stop(): void {
    this.answers.stop()
  }

  /** What a misspelled name of an expression perhaps meant; nothing where these runs know all of its names. */
  async hintsAbout(expression: string): Promise<readonly string[]> {
    try {
      return (await this.#observatory.many.list({ ...this.among, by: expression, size: 1 })).hints ?? []
    } catch {
      return []
    }
  }

  /** A run that is named, or that is known to be among those that an expression finds; or one that it may find. */
  #belongs(id: RunId): boolean {
    return this.#address.where === null
      ? this.chosen.ids.includes(id)
      : this.#lookOfRun.has(id) || this.#lookOfRun.size === 0
  }
}

function clockKey(clock: Clock): string {
  return JSON.stringify(clock)
}
