/**
 * What a value of structure is to be compared with: the same observable of inputs that keep everything but the structure.
 * `shuffled-weights` permutes the entries of each layer, `random-weights` draws each layer again from a normal of the same
 * mean and variance, `shuffled-labels` permutes the labels, `shuffled-examples` permutes the rows of one of two representations.
 */
export const NULL_MODELS = ['shuffled-weights', 'random-weights', 'shuffled-labels', 'shuffled-examples'] as const
export type NullModel = (typeof NULL_MODELS)[number]
