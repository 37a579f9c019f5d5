import type { Layer } from '#probes/inputs.ts'
import type { Layout } from './given.ts'

/**
 * What the names of a file say: frameworks do not write down what is learned, how a weight lies, or which bias belongs to
 * it, but each names its tensors in a way of its own.
 */

/** Where a checkpoint of ours keeps what training remembers besides the weights, by folder. */
const OUR_FOLDERS: Readonly<Record<string, string>> = {
  optimiser: 'what the optimizer remembers',
  before: 'the weights one step before',
  'two-before': 'the weights two steps before',
  'previous-gradients': 'the gradient of the step before',
  twin: 'the second network that the run trains beside it',
}

const OPTIMIZER = /^(opt(im(izer)?)?(_?states?|_state_dict|_weights)?|optimizers)$/i
/** PyTorch's, wherever they stand in a name. */
const MOMENTS = /^((max_)?exp_avg(_sq)?|exp_inf|momentum_buffer|square_avg|acc_delta)$/
/** Buffers of PyTorch's modules: masks of attention and pruning, the frequencies of rotary positions. */
const CONSTANTS = /^(masked_bias|attn_mask|inv_freq|(weight|bias)_mask)$/
const STATISTICS = /^(running_mean|running_var|num_batches_tracked|moving_(mean|variance)(:\d+)?)$/

/** What a tensor is by its name where that is no parameter; null where nothing speaks against it. */
export function notLearned(name: string, shape: readonly number[], all: readonly string[]): string | null {
  const parts = name.split(/[./]/)
  if (name.startsWith(GRADIENT)) return 'a gradient'
  if (isOurs(all) && (name === 'memories' || name.includes('/')))
    return OUR_FOLDERS[name.split('/')[0] ?? ''] ?? 'what the run remembers'
  if (parts.slice(0, -1).some((part) => OPTIMIZER.test(part))) return 'what the optimizer remembers'
  if (parts.some((part) => MOMENTS.test(part))) return 'what the optimizer remembers'
  if (CONSTANTS.test(parts.at(-1) ?? '') || isCausalMask(parts, shape)) return 'by its name a constant, not learned'
  if (STATISTICS.test(parts.at(-1) ?? '')) return 'running statistics of a batch normalization'
  if (all.some(isFlax) && !isFlax(name)) return 'not among the params of this Flax checkpoint'
  return null
}

/** GPT-2 calls it `attn.bias`, [1, 1, n, n], as if it were one. */
function isCausalMask(parts: readonly string[], shape: readonly number[]): boolean {
  const [one, another, rows, cols] = shape
  return parts.at(-1) === 'bias' && shape.length === 4 && one === 1 && another === 1 && rows === cols
}

export const GRADIENT = 'grad.'

/** A checkpoint of ours has what probes remember, and beside the parameters nothing but folders of its own. */
export function isOurs(all: readonly string[]): boolean {
  const inFolders = all.filter((name) => name.includes('/'))
  if (all.includes('memories')) return !inFolders.some(isFlax)
  return inFolders.length > 0 && inFolders.every((name) => Object.hasOwn(OUR_FOLDERS, name.split('/')[0] ?? ''))
}

/** `params/Dense_0/kernel`, `params.Dense_0.kernel`, `model/params/…`; of an optimizer's moments none is a parameter. */
function isFlax(name: string): boolean {
  const parts = name.split(/[./]/)
  const place = parts.indexOf('params')
  return place >= 0 && place < parts.length - 1 && !parts.slice(0, place).some((part) => OPTIMIZER.test(part))
}

/** `0.weight`, `weight_ih_l0`, `in_proj_weight` are [out, in], as PyTorch multiplies; an embedding is [in, out] there too. */
export function layoutByName(name: string): Layout {
  return IS_PYTORCH.test(name) && !IS_EMBEDDING.test(name) ? 'out-in' : 'in-out'
}

const IS_PYTORCH = /(^|[._/])weight(_[a-z]+_l\d+(_reverse)?|_orig|_v)?$/
const IS_EMBEDDING = /(^|[._/])(\w*emb(ed(ding)?s?)?|embed_\w+|wte|wpe|tok_embeddings)\.weight$/i
const IS_FLAX = /(^|[./])kernel(:\d+)?$/

/**
 * A convolution kernel: of four or five dimensions, or of three where its name says so or its bias has one number a
 * channel. PyTorch has [out, in, …], Flax and Keras […, in, out]. Null for what is none by name or shape.
 */
export function convolution(
  name: string,
  shape: readonly number[],
  biasShape: readonly number[] | undefined,
): 'out-first' | 'out-last' | null {
  const place = IS_PYTORCH.test(name) ? 'out-first' : IS_FLAX.test(name) ? 'out-last' : null
  if (place === null || shape.length < 3 || shape.length > 5) return null
  if (shape.length > 3 || /conv/i.test(name)) return place
  return place === 'out-first' && biasShape?.length === 1 && biasShape[0] === shape[0] ? place : null
}

/** The bias of a weight, among these tensors. */
export function biasNameOf(weight: string, tensors: Readonly<Record<string, unknown>>): string | null {
  const names = BIASES.filter(([end]) => end.test(weight)).map(([end, bias]) => weight.replace(end, bias))
  return names.find((name) => tensors[name] !== undefined) ?? null
}

/** `w1` and `b1`, `fc.weight` and `fc.bias`, `Dense_0/kernel` and `Dense_0/bias`, `dense/kernel:0` and `dense/bias:0` of Keras. */
const BIASES: readonly (readonly [RegExp, string])[] = [
  [/w(?=\d*$)/, 'b'],
  [/W(?=\d*$)/, 'B'],
  [/W(?=\d*$)/, 'b'],
  [/weight$/, 'bias'],
  [/kernel(?=(:\d+)?$)/, 'bias'],
]

/**
 * In the order in which numbers count, `2.weight` before `10.weight`, where the file is in the order of letters, as
 * libraries sort it; otherwise as the file has them, since somebody chose that.
 */
export function inOrder(names: readonly string[]): string[] {
  const isSorted = names.every((name, i) => i === 0 || (names[i - 1] as string) <= name)
  return isSorted ? byNumbers(names) : [...names]
}

export function byNumbers(names: readonly string[]): string[] {
  return names.toSorted(counting.compare)
}

const counting = new Intl.Collator('en', { numeric: true })

/** A bias of attention heads has two dimensions, and is no layer for that: `query/bias`, `b_Q`. */
export function isBias(name: string): boolean {
  return /(^|[._/])(bias(_\w+)?|b_[A-Z]\w*)$/.test(name)
}

/** What a tensor is that is no matrix, in words. */
export function rankText(name: string, { shape }: Pick<Layer, 'shape'>): string {
  if (shape.length === 0) return 'a single number'
  if (shape.length === 1) return 'a vector'
  if (isBias(name)) return 'by its name a bias'
  if (shape.length === 2) return 'not among the layers that are read'
  return `of ${shape.length} dimensions, and by its name no convolution`
}
