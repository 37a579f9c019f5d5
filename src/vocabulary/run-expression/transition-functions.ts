import { quotedText } from '../condition/words.ts'

/** What is known of the transition that a mark is: of several of one name, of the first. */
export const TRANSITION_FUNCTIONS = {
  duration: 'steps from its onset to where it is over',
  height: 'what its series is after it, less what it was before',
  end: 'the step at which it is over',
  'onset-low': 'where the interval of its onset begins',
  'onset-high': 'where the interval of its onset ends',
} as const satisfies Record<string, string>
export type TransitionFunction = keyof typeof TRANSITION_FUNCTIONS

/** `duration("Generalization")` */
export function transitionText(of: TransitionFunction, mark: string): string {
  return `${of}(${quotedText(mark)})`
}
