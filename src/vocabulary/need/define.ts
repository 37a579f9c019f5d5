import type { NullModel } from '../null-model.ts'

/**
 * Something that probes may read of a step, as far as words go. What type it has is in `Inputs` (probes/inputs.ts), how it
 * is read from a file in trainer/offline/needs.ts; both have one entry for each need, or do not compile.
 */
export interface NeedCard<Nulls extends readonly NullModel[] = readonly NullModel[]> {
  /** What it brings, in words that continue a sentence. */
  readonly about: string
  /** Whether its value at a step is a function of the weights there and of what was set before. */
  readonly isOfWeights: boolean
  /** Who brings it in a run: what is trained, whoever observes it, or a second network, which `--with` names. */
  readonly broughtBy: 'system' | 'observer' | 'with'
  /** The null models that alter it: they must say how (trainer/observing/null-models.ts). */
  readonly nulls: Nulls
}

/** A need is of the weights, comes from the system and has no nulls, unless it says otherwise. */
export function defineNeed<const Nulls extends readonly NullModel[] = readonly []>(
  about: string,
  {
    isOfWeights = true,
    broughtBy = 'system',
    nulls = [] as unknown as Nulls,
  }: Partial<Omit<NeedCard<Nulls>, 'about'>> = {},
): NeedCard<Nulls> {
  return { about, isOfWeights, broughtBy, nulls }
}
