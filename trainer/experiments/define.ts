import type { Attach, Breakpoint, ExperimentCard, Need, ParameterCard, ParameterValues } from '#src/vocabulary/index.ts'
import {
  needsServedBy,
  needsServedByStages,
  needsShownBy,
  openRule,
  openStages,
  type OpenSystem,
  type Recipe,
  type RecipeFor,
  type Rule,
  type Stage,
} from '#trainer/systems/index.ts'
import { lazily } from '#trainer/tensors/index.ts'
import { figureText, type Family } from './family.ts'
import { providedWith } from './provides.ts'

type WithoutKey<P> = P extends ParameterCard ? Omit<P, 'key'> : never
/** A parameter without its key, which is the name it is declared under. */
export type Parameter = WithoutKey<ParameterCard>

/** Values by key, typed by what their cards say. */
export type ValuesOf<P extends Readonly<Record<string, Parameter>>> = {
  readonly [K in keyof P]: P[K] extends { choices: readonly (infer C)[] } ? C : number
}

/** An experiment: its card, the needs of probes that it serves, and the way from parameters to what a run steps through. */
export type Experiment = ExperimentBase & (Trained | Opened)

interface ExperimentBase extends Omit<ExperimentCard, 'probes'> {
  /** Attached from the start: by the id alone, or with a cadence and options of the experiment's own. */
  readonly probes: readonly (string | Attach)[]
  /** What probes may read of a run of it, without a second network. */
  readonly provides: readonly Need[]
  /** What waits for something to happen, in every run of it; a run can be given others. */
  readonly breakpoints?: readonly Breakpoint[]
  /** The file that defines it, where it is a person's own. */
  readonly own?: OwnSource
  /** Runs of it that are drawn together by one command. */
  readonly family?: Family
}

/** A file that defines an experiment which the catalogue does not have, as it was read. */
export interface OwnSource {
  readonly file: string
  readonly text: string
  /** Tells this text, and the data that it reads, from any other. */
  readonly hash: string
  /** The data that it reads, where there are some. */
  readonly data?: DataSource
}

/** A file of examples as it was when an experiment on it was read. */
export interface DataSource {
  readonly path: string
  readonly hash: string
}

/** A network that is trained by gradient descent needs no more than a recipe. */
interface Trained {
  readonly recipe: RecipeFor
  readonly open?: undefined
}

/** Any other system is opened by the experiment itself. */
interface Opened {
  readonly open: OpenSystem
  readonly recipe?: undefined
}

export type Definition<P extends Readonly<Record<string, Parameter>>> = Omit<
  ExperimentBase,
  'parameters' | 'provides' | 'gradient'
> & {
  readonly parameters: P
  readonly recipe: (values: ValuesOf<P>, seed: number) => Recipe
}

/** The compiler knows each parameter of `recipe` by the card under its name; what it provides follows from the recipe. */
export function defineExperiment<const P extends Readonly<Record<string, Parameter>>>(
  definition: Definition<P>,
): ExperimentBase & Trained {
  const parameters = Object.entries(definition.parameters).map(([key, parameter]) => ({ key, ...parameter }))
  const standard = Object.fromEntries(parameters.map((card) => [card.key, card.default])) as ValuesOf<P>
  const recipe = lazily(() => definition.recipe(standard, definition.seed))
  const provides = lazily(() => providedWith(needsServedBy(recipe())))
  return {
    ...definition,
    parameters,
    get provides() {
      return provides()
    },
    get gradient() {
      return recipe().model.isTaped === true ? 'tape' : undefined
    },
  } as unknown as ExperimentBase & Trained
}

type RuledDefinition<P extends Readonly<Record<string, Parameter>>> = Omit<
  ExperimentBase,
  'parameters' | 'provides'
> & {
  readonly parameters: P
  readonly rule: (values: ValuesOf<P>, seed: number) => Rule
}

/** An experiment with a system that steps by a rule of its own; what it provides follows from what the rule shows. */
export function defineRuledExperiment<const P extends Readonly<Record<string, Parameter>>>({
  rule,
  ...definition
}: RuledDefinition<P>): ExperimentBase & Opened {
  const ruleFor = (settings: ParameterValues, seed: number) => rule(settings as ValuesOf<P>, seed)
  return openedBy(
    definition,
    (settings, seed) => openRule(ruleFor(settings, seed), settings, seed),
    (standard) => needsShownBy(ruleFor(standard, definition.seed), standard),
  )
}

type StagedDefinition<P extends Readonly<Record<string, Parameter>>> = Omit<
  ExperimentBase,
  'parameters' | 'provides' | 'gradient'
> & {
  readonly parameters: P
  readonly stages: (values: ValuesOf<P>, seed: number) => readonly Stage[]
}

/** An experiment whose network is trained in stages, each by a recipe of its own. */
export function defineStagedExperiment<const P extends Readonly<Record<string, Parameter>>>({
  stages,
  ...definition
}: StagedDefinition<P>): ExperimentBase & Opened {
  const stagesFor = (settings: ParameterValues, seed: number) => stages(settings as ValuesOf<P>, seed)
  return openedBy(
    definition,
    (settings, seed, tools) => openStages(stagesFor, settings, seed, tools),
    (standard) => needsServedByStages(stagesFor(standard, definition.seed)),
  )
}

/** An experiment that opens its system itself; what that serves at its own settings is found out when it is first asked. */
function openedBy(
  definition: Omit<ExperimentBase, 'parameters' | 'provides'> & {
    readonly parameters: Readonly<Record<string, Parameter>>
  },
  open: OpenSystem,
  served: (standard: ParameterValues) => readonly Need[],
): ExperimentBase & Opened {
  const parameters = Object.entries(definition.parameters).map(([key, parameter]) => ({ key, ...parameter }))
  const standard = Object.fromEntries(parameters.map((card) => [card.key, card.default]))
  const provides = lazily(() => providedWith(served(standard)))
  return {
    ...definition,
    parameters,
    open,
    get provides() {
      return provides()
    },
  }
}

export function experimentCardOf({
  provides: _,
  recipe: __,
  open: ___,
  breakpoints: ____,
  family,
  own: _____,
  probes,
  ...card
}: Experiment): ExperimentCard {
  return {
    ...card,
    probes: probes.map((one) => (typeof one === 'string' ? one : one.probe)),
    ...(family !== undefined && { figure: figureText(family.picture) }),
  }
}
